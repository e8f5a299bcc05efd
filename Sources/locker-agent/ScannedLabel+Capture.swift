import Captures
import LockerDomain

extension ScannedLabel {
  /// A label that means what the captured one did. What that said is not in the capture.
  init(_ label: CaptureEvent.Label) throws(InvalidValue) {
    switch label {
    case .compartment(let name):
      self.init(
        compartment: try CompartmentName(name), isCompartmentSure: true, order: nil, isOrderSure: false,
        length: name.count)
    case .order(let pseudonym):
      let number = try OrderNumber(ReplayOrder.number(pseudonym))
      self.init(
        compartment: nil, isCompartmentSure: false, order: number, isOrderSure: true, length: number.text.count)
    case .unknown(let length):
      self.init(compartment: nil, isCompartmentSure: false, order: nil, isOrderSure: false, length: length)
    }
  }
}
