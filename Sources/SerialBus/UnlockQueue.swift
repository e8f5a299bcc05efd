import BoardProtocols
import Linux
import LockerDomain

/// The unlocks of a bus: those that wait for the line, in the order in which they were asked for, and those that have
/// begun and whose lock may still be under power.
///
/// One pulse runs at a time: two solenoids at once are more than many supplies give.
struct UnlockQueue: Sendable {
  /// What became of an unlock.
  struct Outcome: Equatable {
    let job: Int
    let end: UnlockSequence.End
  }

  /// A request that is due.
  struct Request {
    let job: Int
    let board: Int
    let frame: BoardFrame
    /// It starts the pulse, and is sent this once.
    let isOpening: Bool
  }

  private struct Waiting {
    let job: Int
    let board: Int
    let lock: Int
    let plan: UnlockPlan
    let until: BootTime
  }

  private struct Running {
    let job: Int
    let board: Int
    let lock: Int
    var sequence: UnlockSequence
    /// To be sent when the line is free.
    var request: BoardFrame?
    var wakeAt: BootTime?
    /// Its pulse is over, and the board has not confirmed that.
    var isOverdue = false
  }

  /// An unlock that can't be sent for so long is not sent any more: whoever asked has left, and a door that opens by
  /// itself is worse than one that stays shut.
  static let longestWait = Duration.seconds(10)
  /// What most boards pulse for: KERONG 500 ms, WKLY 350 ms, Shuoming 300 ms, relays 400 ms. Until then the next unlock
  /// waits, and the board isn't asked what the lock says.
  static let pulse = Duration.milliseconds(500)

  private var waiting: [Waiting] = []
  private var running: [Running] = []
  private var numbers = 0
  /// No pulse begins before.
  private var pulseFreeAt: BootTime

  init(at now: BootTime) { pulseFreeAt = now }

  /// A lock is held under power at this moment: the line is kept free for its end.
  var isHolding: Bool { running.contains { $0.sequence.isHolding } }

  /// Nothing waits, no answer is awaited, and no lock is known to be under power.
  var isEmpty: Bool { waiting.isEmpty && running.isEmpty }

  /// The locks of a board whose switching off was not confirmed yet, though their time is over.
  func overdue(on board: Int) -> [Int] {
    running.filter { $0.board == board && $0.isOverdue }.map(\.lock)
  }

  /// - Returns: the unlock's number.
  mutating func add(board: Int, lock: Int, _ plan: UnlockPlan, at now: BootTime) -> Int {
    numbers += 1
    waiting.append(Waiting(job: numbers, board: board, lock: lock, plan: plan, until: now + Self.longestWait))
    return numbers
  }

  /// The frame that is sent next, on which board's account, and from when on (nil: at once). Ends before beginnings.
  var next: (board: Int, frame: BoardFrame, from: BootTime?)? {
    if let ending = running.first(where: { $0.request != nil }), let frame = ending.request {
      return (ending.board, frame, nil)
    }
    guard !isHolding, let first = waiting.first else { return nil }
    return (first.board, first.plan.opening, pulseFreeAt)
  }

  /// Takes what `next` speaks of: it is sent now.
  mutating func send(at now: BootTime) -> Request? {
    if let index = running.firstIndex(where: { $0.request != nil }), let frame = running[index].request {
      running[index].request = nil
      return Request(job: running[index].job, board: running[index].board, frame: frame, isOpening: false)
    }
    guard let next, next.from.map({ now >= $0 }) ?? true else { return nil }
    let first = waiting.removeFirst()
    var sequence = UnlockSequence(first.plan)
    // It says to send the request that opens, which is what happens.
    _ = sequence.start(at: now.sinceBoot)
    running.append(Running(job: first.job, board: first.board, lock: first.lock, sequence: sequence))
    pulseFreeAt = now + Self.pulse
    return Request(job: first.job, board: first.board, frame: next.frame, isOpening: true)
  }

  /// The request of this unlock came to its end: what the sequence makes of that.
  mutating func ended(
    _ job: Int, at now: BootTime, _ event: (inout UnlockSequence, Duration) -> [UnlockSequence.Action]
  ) -> [Outcome] {
    running.firstIndex { $0.job == job }.map { drive($0, at: now, event) } ?? []
  }

  mutating func timePassed(at now: BootTime) -> [Outcome] {
    var outcomes: [Outcome] = []
    for index in running.indices.reversed() where running[index].wakeAt.map({ now >= $0 }) ?? false {
      outcomes += drive(index, at: now) { $0.timePassed(at: $1) }
    }
    while let first = waiting.first, now >= first.until {
      waiting.removeFirst()
      outcomes.append(Outcome(job: first.job, end: .notSent))
    }
    return outcomes
  }

  /// When `timePassed` has something to do, if nothing else happens before.
  var wakeAt: BootTime? { (running.map(\.wakeAt) + [waiting.first?.until]).compactMap(\.self).min() }

  mutating func portOpened(at now: BootTime) -> [Outcome] {
    running.indices.reversed().flatMap { drive($0, at: now) { $0.portOpened(at: $1) } }
  }

  /// What waits has not been sent; what is under power goes on with the port's return.
  mutating func portClosed(at now: BootTime) -> [Outcome] {
    refuseWaiting() + running.indices.reversed().flatMap { drive($0, at: now) { $0.portLost(at: $1) } }
  }

  /// Nothing that has not begun will.
  mutating func refuseWaiting() -> [Outcome] {
    defer { waiting = [] }
    return waiting.map { Outcome(job: $0.job, end: .notSent) }
  }

  private mutating func drive(
    _ index: Int, at now: BootTime, _ event: (inout UnlockSequence, Duration) -> [UnlockSequence.Action]
  ) -> [Outcome] {
    running[index].wakeAt = nil
    running[index].request = nil
    var outcomes: [Outcome] = []
    let job = running[index].job
    for action in event(&running[index].sequence, now.sinceBoot) {
      switch action {
      case .send(let frame): running[index].request = frame
      case .wait(let until):
        running[index].wakeAt = BootTime(nanoseconds: until.inNanoseconds)
        running[index].isOverdue = !running[index].sequence.isHolding
      case .ended(let end): outcomes.append(Outcome(job: job, end: end))
      case .finished: running.remove(at: index)
      }
    }
    return outcomes
  }
}

extension UnlockPlan {
  fileprivate var opening: BoardFrame {
    switch self {
    case .pulse(let request), .hold(let request, _, _): request
    }
  }
}

extension BootTime {
  fileprivate var sinceBoot: Duration { .nanoseconds(nanoseconds) }
}
