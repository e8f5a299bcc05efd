/// What an attempt's end means for the notice.
package enum Outcome: Hashable, Sendable {
  /// Prokeep has queued it: accepted, never "delivered".
  case accepted(requestID: String?, messageID: String?)
  /// Nothing left the board; it will be tried again. Worth no write unless the in-flight mark was set.
  case neverLeft(reason: String)
  /// Prokeep answered, but not for good: it will be tried again.
  case deferred(reason: String)
  /// Prokeep may have it or not: `on_ambiguous` says whether it is tried again.
  case unanswered(reason: String)
  /// Refused for good: to the dead letters. The body is redacted.
  case refused(reason: String, body: String)
  /// The in-flight mark was refused, so the outbox knows why already.
  case withheld
}
