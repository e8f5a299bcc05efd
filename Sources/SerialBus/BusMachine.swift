import BoardProtocols
import Linux
import LockerDomain
import SerialLine

/// Decides what happens on a bus: when to open the port, whom to ask, what an answer or its absence means, when a lock is
/// opened.
///
/// One request is outstanding at a time. Unlocks go first, as soon as the line is free. Boards take turns by when they are
/// due; a board that is away is asked now and then, in the time that the others leave.
struct BusMachine: Sendable {
  /// What the thread has to do.
  enum Action: Equatable {
    /// Then tell `portOpened` or `portFailed`.
    case open
    case close
    /// When that fails, tell `sendFailed`.
    case send([UInt8])
    case report(DoorReport)
    case goods(GoodsReport)
    /// What became of the unlock with this number.
    case ended(unlock: Int, UnlockSequence.End)
  }

  enum State {
    /// The port is closed until it is tried again.
    case closed(until: BootTime)
    /// The thread tries to open it.
    case opening
    /// Open, no request outstanding; nothing is sent before the silence is over.
    case idle(since: BootTime)
    case waiting(Exchange)
  }

  /// A request that waits for its answer.
  struct Exchange {
    enum Purpose: Hashable {
      case query
      /// A step of the unlock with this number.
      case unlock(Int)
      /// Switches off what a former run may have left on.
      case leftOver
    }

    let board: Int
    let purpose: Purpose
    let request: BoardFrame
    let sentAt: BootTime
    let deadline: BootTime
  }

  let settings: BusSettings
  var state: State
  var boards: [BoardState]
  var unlocks: UnlockQueue
  var parser: FrameParser
  var trace = BusTrace()
  /// When the last byte went over the line.
  var lastTraffic: BootTime
  /// Bytes came since the last pause.
  var pauseIsDue = false
  /// How many bytes have come for the pending request.
  var bytesReceived = 0
  var lastHeard: BootTime
  /// What came since the last request, beside its answer.
  var evidence = LineEvidence()
  /// The board whose query was the last request, once it is answered: another answer is one too many.
  var answeredLast: Int?
  /// A query has come to its end since the port was opened: whether the adapter hears itself is known.
  var knowsEcho = false
  /// No board that is away is asked before.
  var probeAt: BootTime
  /// The board whose change waits to be confirmed, and how often it was read for that.
  var confirming: (board: Int, times: Int)?
  private(set) var isStopping = false
  var reopenPause = ReopenPause()
  private var error: SerialError?
  private var portSince: BootTime
  var badBytes = 0
  var echoes = 0
  var strayFrames = 0

  init(_ settings: BusSettings, at now: BootTime) {
    self.settings = settings
    state = .closed(until: now)
    boards = settings.boards.map { BoardState($0, on: settings, at: now) }
    unlocks = UnlockQueue(at: now)
    parser = FrameParser(settings.boardProtocol)
    lastTraffic = now
    lastHeard = now
    probeAt = now
    portSince = now
  }

  // MARK: Events

  mutating func portOpened(at now: BootTime) -> [Action] {
    guard case .opening = state else { preconditionFailure("opened a port that was not to be opened") }
    parser = FrameParser(settings.boardProtocol)
    pauseIsDue = false
    confirming = nil
    evidence = LineEvidence()
    answeredLast = nil
    knowsEcho = false
    error = nil
    portSince = now
    lastTraffic = now
    lastHeard = now
    probeAt = now
    for index in boards.indices { boards[index].portOpened(at: now) }
    state = .idle(since: now)
    return told(unlocks.portOpened(at: now))
  }

  /// It could not be opened.
  mutating func portFailed(_ error: SerialError, at now: BootTime) -> [Action] {
    guard case .opening = state else { preconditionFailure("failed to open a port that was not to be opened") }
    return closed(because: error, at: now)
  }

  /// It was open and is gone. The device's name is free for its return only once the old descriptor is closed.
  mutating func portLost(_ error: SerialError, at now: BootTime) -> [Action] {
    switch state {
    // Reading and writing may both have failed: it is closed already.
    case .closed, .opening: []
    case .idle, .waiting: [.close] + closed(because: error, at: now)
    }
  }

  /// What was to be sent was not taken by the port, which is gone with that.
  mutating func sendFailed(_ error: SerialError, at now: BootTime) -> [Action] {
    var actions: [Action] = []
    if case .waiting(let exchange) = state, case .unlock(let job) = exchange.purpose {
      actions = told(unlocks.ended(job, at: now) { $0.notSent(at: $1) })
    }
    return actions + portLost(error, at: now)
  }

  mutating func received(_ bytes: [UInt8], at now: BootTime) -> [Action] {
    switch state {
    // Read before the port was closed.
    case .closed, .opening: return []
    case .idle, .waiting: break
    }
    lastTraffic = now
    pauseIsDue = true
    bytesReceived += bytes.count
    let items = parser.received(bytes)
    return take(items, at: now) + timePassed(at: now)
  }

  /// Call it at `wakeAt`; earlier does no harm.
  mutating func timePassed(at now: BootTime) -> [Action] {
    switch state {
    case .opening: return []
    case .closed(let until):
      guard !isStopping, now >= until else { return [] }
      state = .opening
      return [.open]
    case .idle(let since):
      let ended = told(unlocks.timePassed(at: now))
      return ended + nextRequest(idleSince: since, at: now)
    case .waiting(let exchange):
      if now >= exchange.deadline { return deadlinePassed(exchange, at: now) }
      guard pauseIsDue, now >= quietAt else { return [] }
      pauseIsDue = false
      let items = parser.answerAfterPause()
      return take(items, at: now)
    }
  }

  /// When `timePassed` has something to do, if nothing else happens before.
  var wakeAt: BootTime? {
    switch state {
    case .opening: nil
    case .closed(let until): isStopping ? nil : until
    case .idle(let since): nextWake(idleSince: since)
    case .waiting(let exchange):
      pauseIsDue && parser.isUnfinished ? min(exchange.deadline, quietAt) : exchange.deadline
    }
  }

  /// Until then no whole answer can be here, so that looking for bytes is not worth it: the part that has come says when
  /// the rest will be through the wire at the earliest. Nil when that is over.
  func deafUntil(after now: BootTime) -> BootTime? {
    guard case .waiting(let exchange) = state, case .query = exchange.purpose, pauseIsDue else { return nil }
    let length = settings.boardProtocol.stateAnswerLength(boards[exchange.board].settings.lockBoard)
    let missing = length - bytesReceived
    let complete = lastTraffic + settings.baud.wireTime(bytes: missing)
    return complete > now ? complete : nil
  }

  /// The bus is to come to an end: nothing new begins, and what is under power is let go.
  mutating func stop(at now: BootTime) -> [Action] {
    isStopping = true
    confirming = nil
    return told(unlocks.refuseWaiting())
  }

  /// Whether the thread may go, after `stop`.
  var isAtRest: Bool {
    switch state {
    case .closed, .opening: true
    case .idle, .waiting: unlocks.isEmpty
    }
  }

  /// The thread goes, whatever is left.
  mutating func abandoned(at now: BootTime) -> [Action] {
    state = .closed(until: now)
    return told(unlocks.portClosed(at: now))
  }

  var isOpen: Bool {
    switch state {
    case .closed, .opening: false
    case .idle, .waiting: true
    }
  }

  var health: BusHealth {
    let unasked = isOpen ? nil : error?.message ?? "the port \(settings.port) is not open yet"
    return BusHealth(
      name: settings.name, port: settings.port, boardProtocol: settings.boardProtocol, isOpen: isOpen, since: portSince,
      error: error, badBytes: badBytes, echoes: echoes, strayFrames: strayFrames,
      boards: boards.enumerated().map { index, board in
        board.health(unasked: unasked, overdue: unlocks.overdue(on: index))
      })
  }

  var lines: [TraceEntry] { trace.lines }

  // MARK: The port

  /// No request may go out before: an answer has to be over, and boards need a silence.
  var quietAt: BootTime { lastTraffic + settings.quietGap }

  /// Nobody was heard for long: the port is opened afresh.
  mutating func reopen(at now: BootTime) -> [Action] {
    state = .closed(until: now)
    return [.close] + told(unlocks.portClosed(at: now))
  }

  private mutating func closed(because error: SerialError, at now: BootTime) -> [Action] {
    state = .closed(until: now + reopenPause.next())
    if self.error == nil { portSince = now }
    self.error = error
    parser.requestEnded()
    let ended = told(unlocks.portClosed(at: now))
    return ended + boards.indices.flatMap { boards[$0].portClosed(error.message, at: now) }.map { .report($0) }
  }
}
