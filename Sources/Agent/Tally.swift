import LocalAPI
import LockerDomain
import Prokeep

/// What the keeper counts since it started. Fed with what was committed.
struct Tally: Sendable {
  private(set) var notices: NoticeCounters
  private(set) var attempts = AttemptCounters()
  /// Door events in the ledger, by the kind's word without its `door-`.
  private(set) var doorEvents: [String: Int] = [:]
  /// How unlocks ended, by the kind's word without its `unlock-`.
  private(set) var unlocks: [String: Int] = [:]
  /// Also from before the start.
  private(set) var lastAcceptedAt: Moment?
  /// When the agent started; nil until the clock is known.
  var startedAt: WallTime?

  static let doorEvents: [LedgerEntry.Kind: String] = [
    .doorOpened: "opened", .doorClosed: "closed", .doorUnknown: "unknown", .doorFound: "found",
  ]

  static let unlocks: [LedgerEntry.Kind: String] = [
    .unlockNotSent: "not-sent", .unlockRefused: "refused", .unlockAccepted: "accepted", .unlockUnknown: "unknown",
  ]

  init(waiting: some Sequence<NoticeID>, lastAcceptedAt: Moment?) {
    notices = NoticeCounters(waiting: waiting)
    self.lastAcceptedAt = lastAcceptedAt
  }

  mutating func committed(_ work: Work, at now: Moment) {
    notices.committed(work)
    for entry in work.ledger {
      if let event = Self.doorEvents[entry.kind] { doorEvents[event, default: 0] += 1 }
      if let end = Self.unlocks[entry.kind] { unlocks[end, default: 0] += 1 }
      if entry.kind == .noticeAccepted { lastAcceptedAt = now }
    }
  }

  mutating func attemptEnded(_ end: AttemptEnd) { attempts.ended(end) }
}
