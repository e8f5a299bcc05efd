import Captures
import LocalAPI

/// What stands in a replay for the orders of a capture, which has only their pseudonyms.
enum ReplayOrder {
  /// Who places orders in a replay.
  static let uid: UInt32 = 0

  static func number(_ pseudonym: Int) -> String { "order-\(pseudonym)" }

  /// The phone is one of the numbers that are nobody's (555-0100 to 555-0199).
  static func put(_ pseudonym: Int, in compartments: [String], loaded: Bool, again: Bool) -> PutOrder {
    let digits = String(100 + pseudonym % 100)
    return PutOrder(
      customer: PutOrder.Customer(name: "Customer \(pseudonym)", phone: "+12015550\(digits)"),
      code: "CODE-\(pseudonym)", compartments: compartments, loaded: loaded, again: again)
  }

  static func command(_ command: CaptureEvent.Command) -> LocalAPI.OrderCommand {
    switch command {
    case .cancel: .cancel
    case .ready: .ready
    case .unload: .unload
    case .collect: .collect
    case .remove: .remove
    case .resend: .resend
    }
  }
}
