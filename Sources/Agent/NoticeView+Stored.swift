import LocalAPI
import LockerDomain
import Store

extension NoticeView {
  /// A notice as the store has it.
  init(_ notice: StoredNotice, reason: String?, createdAt: WallTime?) {
    self.init(
      id: notice.id.value, order: notice.order.text, kind: notice.kind.rawValue, cycle: notice.cycle,
      state: notice.state.name, reason: reason, key: notice.key, to: notice.to?.text,
      text: notice.text, answer: notice.answer.excerpt, requestID: notice.state.requestID ?? notice.answer.requestID,
      createdAt: createdAt)
  }
}

extension Notice.State {
  /// The words for all states.
  static let names = [
    "held", "pending", "sending", "unsure", "accepted", "withdrawn", "expired", "dead", "suppressed",
  ]

  /// One word, as the local API, the store and the metrics have it.
  var name: String {
    switch self {
    case .held: "held"
    case .pending: "pending"
    case .sending: "sending"
    case .unsure: "unsure"
    case .accepted: "accepted"
    case .withdrawn: "withdrawn"
    case .expired: "expired"
    case .dead: "dead"
    case .suppressed: "suppressed"
    }
  }

  var requestID: String? {
    guard case .accepted(let requestID) = self else { return nil }
    return requestID
  }

  /// How a settled notice came to its end; nil while it waits.
  var endReason: String? {
    switch self {
    case .held, .pending, .sending, .unsure, .accepted: nil
    case .withdrawn(let reason), .dead(let reason): reason
    case .suppressed(let mode): "mode is \(mode)"
    case .expired: "given up: its time to live was over, or a person said so"
    }
  }
}
