package import LockerDomain

/// How the sender is doing, for health, screens and metrics.
package struct QueueState: Hashable, Sendable {
  package enum Activity: Hashable, Sendable {
    /// Not started, or ended.
    case off
    case idle
    /// The oldest of those under way.
    case sending(NoticeID)
    /// For the pace, or the splay after an outage.
    case pacing(until: Moment)
    case backingOff(until: Moment)
    /// The pair was refused or can't be read; probed then.
    case stopped(probe: Moment)
  }

  package enum Health: Hashable, Sendable {
    case working
    /// Attempts fail and are repeated.
    case failing
    /// Nothing goes through until somebody sets the pair right.
    case stopped
  }

  package internal(set) var activity: Activity = .off
  package internal(set) var health: Health = .working
  package internal(set) var failingSince: Moment?
  /// Attempts in a row that ended neither in an acceptance nor in a refusal of the message.
  package internal(set) var failures = 0
  /// Why the last attempt failed; nil after one that didn't.
  package internal(set) var lastError: String?
  package internal(set) var lastAcceptedAt: Moment?

  package init() {}
}
