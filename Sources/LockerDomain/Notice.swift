/// A notice's number in the outbox.
package struct NoticeID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let value: Int64

  package init(_ value: Int64) { self.value = value }

  package var description: String { String(value) }

  package static func < (a: NoticeID, b: NoticeID) -> Bool { a.value < b.value }
}

/// One text to send.
package struct Notice: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable { case ready }

  /// Where a notice is on its way.
  package enum State: Hashable, Sendable {
    /// Waits until then, and for its doors to be closed.
    case held(until: Moment)
    /// May leave as soon as its doors are known to be closed.
    case pending
    /// An attempt is under way; stored before its first byte leaves.
    case sending
    /// An attempt ended where nobody could see, and `on_ambiguous: hold` is set: a person decides.
    case unsure
    /// Prokeep answered 202.
    case accepted(requestID: String?)
    /// Overtaken by a pickup or a command.
    case withdrawn(reason: String)
    /// Its time to live was over.
    case expired
    /// Refused for good.
    case dead(reason: String)
    /// Held back by `mode: pilot` or `mode: dry-run`, for ever.
    case suppressed(mode: String)

    /// Nothing will happen to it any more by itself.
    package var isSettled: Bool {
      switch self {
      case .held, .pending, .sending, .unsure: false
      case .accepted, .withdrawn, .expired, .dead, .suppressed: true
      }
    }
  }

  package let id: NoticeID
  package let order: OrderNumber
  package let kind: Kind
  package let cycle: Int
  /// The idempotency key; the same for every attempt.
  package let key: String
  /// Nil, and the text empty, where the order's phone and code could not be read when it became ready.
  package var to: PhoneNumber?
  package var text: String
  package var state: State
  package let createdAt: Moment

  package init(
    id: NoticeID, order: OrderNumber, kind: Kind, cycle: Int, key: String, to: PhoneNumber?, text: String, state: State,
    createdAt: Moment
  ) {
    self.id = id
    self.order = order
    self.kind = kind
    self.cycle = cycle
    self.key = key
    self.to = to
    self.text = text
    self.state = state
    self.createdAt = createdAt
  }
}
