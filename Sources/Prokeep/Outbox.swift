package import LockerDomain

/// What the sender needs of whoever owns the notices. All of it is called on the sender's thread, and may block it.
package struct Outbox: Sendable {
  /// The oldest notice that may leave now, leaving out these. Nil: nothing to do until `Sender.wake`.
  package var next: @Sendable (_ passingOver: Set<NoticeID>) -> OutgoingNotice?
  /// Commits the in-flight mark, just before the first byte leaves; false: it may not leave any more (withdrawn,
  /// rewritten, a door open again) or the mark could not be stored.
  package var mark: @Sendable (NoticeID) -> Bool
  /// Stores what an attempt came to. Called once for every notice that `next` gave out.
  package var ended: @Sendable (NoticeID, Outcome) -> Void
  /// Called with how each attempt ended, for those who count.
  package var attempted: @Sendable (AttemptEnd) -> Void
  /// The agent's clock.
  package var now: @Sendable () -> Moment
  /// Called when the health of the line to Prokeep changed: for alarm and log.
  package var healthChanged: @Sendable (QueueState) -> Void

  package init(
    next: @escaping @Sendable (_ passingOver: Set<NoticeID>) -> OutgoingNotice?,
    mark: @escaping @Sendable (NoticeID) -> Bool, ended: @escaping @Sendable (NoticeID, Outcome) -> Void,
    attempted: @escaping @Sendable (AttemptEnd) -> Void = { _ in },
    now: @escaping @Sendable () -> Moment, healthChanged: @escaping @Sendable (QueueState) -> Void = { _ in }
  ) {
    self.next = next
    self.mark = mark
    self.ended = ended
    self.attempted = attempted
    self.now = now
    self.healthChanged = healthChanged
  }
}
