/// How the labels look that a scanner is shown.
package struct ScanLabels: Hashable, Sendable {
  package var compartment: LabelPattern
  package var order: LabelPattern

  package init(compartment: LabelPattern, order: LabelPattern) {
    self.compartment = compartment
    self.order = order
  }

  package func read(_ text: String) -> ScannedLabel {
    ScannedLabel(
      compartment: compartment.value(in: text).flatMap { try? CompartmentName($0) },
      isCompartmentSure: !compartment.isBare, order: order.value(in: text).flatMap { try? OrderNumber($0) },
      isOrderSure: !order.isBare, length: text.unicodeScalars.count)
  }
}
