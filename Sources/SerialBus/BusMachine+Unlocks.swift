import BoardProtocols
import Linux
import LockerDomain

// Driving unlocks: the queue says what is sent, the bus when.
extension BusMachine {
  /// A Shuoming board answers an unlock after 500 ms, when its pulse is over, and clones are slower.
  private static let unlockTimeout = Duration.milliseconds(1500)
  /// Boards that usually don't answer an unlock are left alone for so long: some send their state.
  private static let unansweredPause = Duration.milliseconds(100)

  /// What becomes of an unlock that was asked for.
  enum Asked: Equatable {
    /// `Action.ended` with this number tells.
    case queued(Int)
    /// It can't be sent: no port, no such lock, or nothing to open it with.
    case notSent
  }

  mutating func unlockAsked(address: Int, lock: Int, at now: BootTime) -> Asked {
    guard isOpen, !isStopping, let board = boards.firstIndex(where: { $0.settings.address == address }),
      (1...boards[board].settings.locks).contains(lock),
      let plan = settings.boardProtocol.unlock(boards[board].settings.lockBoard, lock: lock)
    else { return .notSent }
    return .queued(unlocks.add(board: board, lock: lock, plan, at: now))
  }

  /// An answer that looks like its request can be told from its echo only when a query has shown whether the adapter
  /// hears itself.
  func maySend(_ frame: BoardFrame) -> Bool {
    knowsEcho || !frame.mayBeItsOwnAnswer(in: settings.boardProtocol)
  }

  mutating func send(_ request: UnlockQueue.Request, at now: BootTime) -> [Action] {
    if request.isOpening { boards[request.board].unlocked(at: now) }
    // A door that changes now may be the unlocked one: what was read before confirms nothing.
    confirming = nil
    let patience =
      request.frame.answer == nil ? Self.unansweredPause : max(settings.replyTimeout, Self.unlockTimeout)
    return ask(request.frame, .unlock(request.job), board: request.board, patience: patience, at: now)
  }

  func told(_ outcomes: [UnlockQueue.Outcome]) -> [Action] { outcomes.map { .ended(unlock: $0.job, $0.end) } }
}
