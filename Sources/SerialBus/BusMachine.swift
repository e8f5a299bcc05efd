import BoardProtocols
import Linux
import LockerDomain
import SerialLine

/// Decides what happens on a bus: when to open the port, whom to ask, what an answer or its absence means.
///
/// One request is outstanding at a time. Boards take turns by when they are due; a board that is away is asked now and
/// then, for no longer than the others can wait.
struct BusMachine: Sendable {
  /// What the thread has to do.
  enum Action: Equatable {
    /// Then tell `portOpened` or `portFailed`.
    case open
    case close
    case send([UInt8])
    case report(DoorReport)
  }

  private enum State {
    /// The port is closed until it is tried again.
    case closed(until: BootTime)
    /// The thread tries to open it.
    case opening
    /// Open, no request outstanding; nothing is sent before the silence is over.
    case idle(since: BootTime)
    case waiting(Exchange)
  }

  /// A request that waits for its answer.
  private struct Exchange {
    let board: Int
    let request: BoardFrame
    let sentAt: BootTime
    let deadline: BootTime
  }

  /// The first pause before the port is tried again; each further one is twice as long.
  private static let firstRetry = Duration.milliseconds(250)
  private static let longestRetry = Duration.seconds(5)
  /// Boards that are away take turns at this pace.
  private static let probeEvery = Duration.milliseconds(500)
  /// What a board that is away gets at least: an FTDI adapter alone may hold an answer back for 16 ms.
  private static let shortestPatience = Duration.milliseconds(100)
  /// Adapters and drivers hang: a port on which nobody is heard is opened afresh.
  private static let reopenAfterSilence = Duration.seconds(60)
  /// Confirming goes on at once so many times, then at the usual pace: a contact that bounces must not take the whole
  /// bus.
  private static let longestConfirmation = 3

  private let settings: BusSettings
  private var state: State
  private var boards: [BoardState]
  private var parser: FrameParser
  private var trace = BusTrace()
  /// When the last byte went over the line.
  private var lastTraffic: BootTime
  /// Bytes came since the last pause.
  private var pauseIsDue = false
  private var lastHeard: BootTime
  private var probeAt: BootTime
  /// The board whose change waits to be confirmed, and how often it was read for that.
  private var confirming: (board: Int, times: Int)?
  private var failures = 0
  private var error: SerialError?
  private var portSince: BootTime
  private var badBytes = 0
  private var echoes = 0
  private var strayFrames = 0

  init(_ settings: BusSettings, at now: BootTime) {
    self.settings = settings
    state = .closed(until: now)
    boards = settings.boards.map { BoardState($0, on: settings, at: now) }
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
    error = nil
    portSince = now
    lastTraffic = now
    lastHeard = now
    probeAt = now
    for index in boards.indices { boards[index].portOpened(at: now) }
    state = .idle(since: now)
    return []
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

  mutating func received(_ bytes: [UInt8], at now: BootTime) -> [Action] {
    switch state {
    // Read before the port was closed.
    case .closed, .opening: return []
    case .idle, .waiting: break
    }
    lastTraffic = now
    pauseIsDue = true
    let items = parser.received(bytes)
    return take(items, at: now) + timePassed(at: now)
  }

  /// Call it at `wakeAt`; earlier does no harm.
  mutating func timePassed(at now: BootTime) -> [Action] {
    switch state {
    case .opening: return []
    case .closed(let until):
      guard now >= until else { return [] }
      state = .opening
      return [.open]
    case .idle(let since):
      return nextRequest(idleSince: since, at: now)
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
    case .closed(let until): until
    case .idle: turn.map { max($0.dueAt, quietAt) }
    case .waiting(let exchange):
      pauseIsDue && parser.isUnfinished ? min(exchange.deadline, quietAt) : exchange.deadline
    }
  }

  var health: BusHealth {
    let isOpen =
      switch state {
      case .closed, .opening: false
      case .idle, .waiting: true
      }
    return BusHealth(
      name: settings.name, port: settings.port, boardProtocol: settings.boardProtocol, isOpen: isOpen, since: portSince,
      error: error, badBytes: badBytes, echoes: echoes, strayFrames: strayFrames, boards: boards.map(\.health))
  }

  var lines: [TraceEntry] { trace.lines }

  // MARK: Turns

  private var quietAt: BootTime { lastTraffic + settings.quietGap }

  /// Who is asked next, and when.
  private var turn: (board: Int, dueAt: BootTime)? {
    if let confirming { return (confirming.board, lastTraffic) }
    var next: (board: Int, dueAt: BootTime)?
    var probe: (board: Int, dueAt: BootTime)?
    for (index, board) in boards.enumerated() {
      if board.presence == .offline {
        if probe.map({ board.dueAt < $0.dueAt }) ?? true { probe = (index, board.dueAt) }
      } else if next.map({ board.dueAt < $0.dueAt }) ?? true {
        next = (index, board.dueAt)
      }
    }
    guard let probe else { return next }
    // Of those that are away: the one that was not asked for longest.
    let probeDue = max(probe.dueAt, probeAt)
    if let next, next.dueAt <= probeDue { return next }
    return (probe.board, probeDue)
  }

  private mutating func nextRequest(idleSince: BootTime, at now: BootTime) -> [Action] {
    guard let turn, turn.dueAt <= now else { return [] }
    guard now >= quietAt else {
      // Somebody talks without a pause: whoever is due can't be asked, and that counts.
      guard now - max(turn.dueAt, idleSince) >= settings.replyTimeout else { return [] }
      schedule(turn.board, at: now)
      return missed(turn.board, at: now)
    }
    let board = turn.board
    let request = boards[board].query
    schedule(board, at: now)
    boards[board].asked()
    let left = take(parser.sent(request), at: now)
    pauseIsDue = false
    lastTraffic = now
    trace.add(.sent, request, at: now)
    let deadline = now + settings.baud.wireTime(bytes: request.bytes.count) + patience(with: board, at: now)
    state = .waiting(Exchange(board: board, request: request, sentAt: now, deadline: deadline))
    return left + [.send(request.bytes)]
  }

  /// Sets when it is asked again: a period after it was due, or after now where that has passed.
  private mutating func schedule(_ board: Int, at now: BootTime) {
    if boards[board].presence == .offline {
      probeAt = now + Self.probeEvery
      boards[board].dueAt = now
    } else if confirming == nil {
      let next = boards[board].dueAt + settings.pollEvery
      boards[board].dueAt = next > now ? next : now + settings.pollEvery
    }
  }

  /// How long to wait for a board: one that isn't known to be there must not cost the others their turns.
  private func patience(with board: Int, at now: BootTime) -> Duration {
    if boards[board].presence == .online || boards[board].wasHeardLate { return settings.replyTimeout }
    let others = boards.indices.filter { $0 != board && boards[$0].presence == .online }.map { boards[$0].dueAt - now }
    guard let untilNext = others.min() else { return settings.replyTimeout }
    return min(settings.replyTimeout, max(Self.shortestPatience, untilNext - settings.quietGap))
  }

  // MARK: Answers

  private mutating func take(_ items: [FrameParser.Item], at now: BootTime) -> [Action] {
    var actions: [Action] = []
    for item in items {
      switch item {
      case .junk(let bytes):
        trace.addJunk(bytes, at: now)
        badBytes += bytes.count
        if case .waiting(let exchange) = state { boards[exchange.board].badBytes += bytes.count }
      case .echo:
        echoes += 1
        if case .waiting(let exchange) = state { trace.add(.echo, exchange.request, at: now) }
      case .frame(let frame):
        trace.add(.received, frame, at: now)
        if case .waiting(let exchange) = state, frame.answers(exchange.request) {
          actions += answered(exchange, frame, at: now)
        } else {
          stray(frame, at: now)
        }
      }
    }
    return actions
  }

  private mutating func answered(_ exchange: Exchange, _ frame: BoardFrame, at now: BootTime) -> [Action] {
    parser.requestEnded()
    state = .idle(since: now)
    lastHeard = now
    failures = 0
    let (reports, again) = boards[exchange.board].answered(frame, after: now - exchange.sentAt, at: now)
    let times = (confirming?.times ?? 0) + 1
    confirming = again == .atOnce && times < Self.longestConfirmation ? (exchange.board, times) : nil
    return reports.map { .report($0) }
  }

  /// A late answer, another program on the line, or a door that changed and said so: no reason to believe it, but one
  /// to ask.
  private mutating func stray(_ frame: BoardFrame, at now: BootTime) {
    strayFrames += 1
    guard frame.kind != .request, let board = boards.firstIndex(where: { $0.settings.address == frame.address }) else {
      return
    }
    boards[board].heard()
    if frame.kind == .doorEvent { boards[board].dueAt = min(boards[board].dueAt, now) }
  }

  private mutating func deadlinePassed(_ exchange: Exchange, at now: BootTime) -> [Action] {
    let items = parser.lineWentQuiet()
    let actions = take(items, at: now)
    switch state {
    case .waiting: return actions + missed(exchange.board, at: now)
    // What was there was the answer after all.
    case .idle, .closed, .opening: return actions
    }
  }

  private mutating func missed(_ board: Int, at now: BootTime) -> [Action] {
    parser.requestEnded()
    confirming = nil
    state = .idle(since: now)
    let reports = boards[board].missed(at: now).map { Action.report($0) }
    guard now - lastHeard >= Self.reopenAfterSilence else { return reports }
    state = .closed(until: now)
    return reports + [.close]
  }

  // MARK: The port

  private mutating func closed(because error: SerialError, at now: BootTime) -> [Action] {
    let pause = Self.firstRetry * (1 << min(failures, 10))
    state = .closed(until: now + min(pause, Self.longestRetry))
    failures += 1
    if self.error == nil { portSince = now }
    self.error = error
    parser.requestEnded()
    return boards.indices.flatMap { boards[$0].portClosed(error.message, at: now) }.map { .report($0) }
  }
}
