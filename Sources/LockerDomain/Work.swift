/// What one event changes: the rows of one transaction, and nothing outside of it.
package struct Work: Equatable, Sendable {
  /// A row of the outbox.
  package enum NoticeChange: Equatable, Sendable {
    case add(Notice)
    /// A new receiver and text, for a notice that has never left.
    case rewrite(NoticeID, to: PhoneNumber, text: String)
    /// A new state. Whatever settles a notice also blanks its text and receiver (not when dead or suppressed: a person reads it).
    case settle(NoticeID, Notice.State, unanswered: Bool)
  }

  /// Orders as they are after the event, each once. An order whose state is an end has its body blanked.
  package internal(set) var orders: [Order] = []
  /// Compartments as they are after the event, each once.
  package internal(set) var compartments: [Compartment] = []
  package internal(set) var notices: [NoticeChange] = []
  package internal(set) var ledger: [LedgerEntry] = []

  package init() {}

  package var isEmpty: Bool { orders.isEmpty && compartments.isEmpty && notices.isEmpty && ledger.isEmpty }
}
