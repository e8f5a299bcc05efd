package import LockerDomain

/// What the sender needs of whoever owns the notices. All of it is called on the sender's thread, and may block it.
package struct Outbox: Sendable {
  /// The oldest notices that may leave now, at most so many. None: nothing to do until `Sender.wake`.
  package var next: @Sendable (_ selection: Selection) -> [OutgoingNotice]
  /// Commits the in-flight marks of all of these at once, just before the first byte of the first of them leaves. What is
  /// not returned may not leave any more (withdrawn, rewritten, a door open again), or its mark could not be stored.
  package var mark: @Sendable ([NoticeID]) -> Set<NoticeID>
  /// Whether a marked notice may still leave, just before its first byte does: its connection took longer than that of the
  /// first.
  package var mayLeave: @Sendable (NoticeID) -> Bool
  /// Stores what attempts came to that ended together. Called once for every notice that `next` gave out.
  package var ended: @Sendable ([Ended]) -> Void
  /// Called with how each attempt ended, for those who count.
  package var attempted: @Sendable (AttemptEnd) -> Void
  /// The agent's clock.
  package var now: @Sendable () -> Moment
  /// Called when the health of the line to Prokeep changed: for alarm and log.
  package var healthChanged: @Sendable (QueueState) -> Void

  /// Which notices `next` gives out.
  package struct Selection: Hashable, Sendable {
    package var atMost: Int
    /// Not these: each waits after an attempt of its own.
    package var passingOver: Set<NoticeID>
    /// Nor these, nor what must not overtake them: their attempts are under way.
    package var underWay: Set<NoticeID>

    package init(atMost: Int, passingOver: Set<NoticeID> = [], underWay: Set<NoticeID> = []) {
      self.atMost = atMost
      self.passingOver = passingOver
      self.underWay = underWay
    }
  }

  /// A notice whose attempt has ended.
  package struct Ended: Hashable, Sendable {
    package var id: NoticeID
    package var outcome: Outcome

    package init(_ id: NoticeID, _ outcome: Outcome) {
      self.id = id
      self.outcome = outcome
    }
  }

  package init(
    next: @escaping @Sendable (Selection) -> [OutgoingNotice], mark: @escaping @Sendable ([NoticeID]) -> Set<NoticeID>,
    mayLeave: @escaping @Sendable (NoticeID) -> Bool, ended: @escaping @Sendable ([Ended]) -> Void,
    attempted: @escaping @Sendable (AttemptEnd) -> Void = { _ in },
    now: @escaping @Sendable () -> Moment, healthChanged: @escaping @Sendable (QueueState) -> Void = { _ in }
  ) {
    self.next = next
    self.mark = mark
    self.mayLeave = mayLeave
    self.ended = ended
    self.attempted = attempted
    self.now = now
    self.healthChanged = healthChanged
  }
}
