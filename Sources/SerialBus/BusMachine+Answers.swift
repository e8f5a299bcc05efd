import BoardProtocols
import Linux
import LockerDomain
import SerialLine

// What an answer means, and what it means when none comes.
extension BusMachine {
  /// Adapters and drivers hang: a port on which nobody is heard is opened afresh.
  private static let reopenAfterSilence = Duration.seconds(60)
  /// Confirming goes on at once so many times, then at the usual pace: a contact that bounces must not take the whole
  /// bus.
  private static let longestConfirmation = 3
  /// As long as the shortest frame: so much junk beside an answer is one that was damaged.
  private static let damagedFrame = 5

  mutating func take(_ items: [FrameParser.Item], at now: BootTime) -> [Action] {
    var actions: [Action] = []
    for item in items {
      switch item {
      case .junk(let bytes):
        trace.addJunk(bytes, at: now)
        badBytes += bytes.count
        evidence.add(bytes)
        if case .waiting(let exchange) = state { boards[exchange.board].badBytes += bytes.count }
      case .echo:
        echoes += 1
        if case .waiting(let exchange) = state {
          bytesReceived -= exchange.request.bytes.count
          trace.add(.echo, exchange.request, at: now)
        }
      case .frame(let frame):
        trace.add(.received, frame, at: now)
        actions += take(frame, at: now)
      }
    }
    return actions
  }

  private mutating func take(_ frame: BoardFrame, at now: BootTime) -> [Action] {
    guard case .waiting(let exchange) = state else {
      stray(frame, at: now)
      return []
    }
    if frame.answers(exchange.request) { return answered(exchange, frame, at: now) }
    // Most boards of these protocols say nothing to an unlock, some send their state.
    if exchange.request.answer == nil, frame.address == exchange.request.address { return [] }
    if case .query = exchange.purpose, frame.isRefusal, frame.address == exchange.request.address {
      lastHeard = now
      evidence.refusal = frame
      return ended(exchange, at: now)
    }
    stray(frame, at: now)
    return []
  }

  private mutating func answered(_ exchange: Exchange, _ frame: BoardFrame, at now: BootTime) -> [Action] {
    parser.requestEnded()
    state = .idle(since: now)
    lastHeard = now
    reopenPause.reset()
    switch exchange.purpose {
    case .query: break
    case .leftOver:
      boards[exchange.board].leftOver.ended(isConfirmed: !frame.isRefusal, at: now)
      return []
    case .unlock(let job):
      return told(unlocks.ended(job, at: now) { $0.answered(frame, at: $1) })
    }
    knowsEcho = true
    answeredLast = exchange.board
    let isDamaged = evidence.junk.count >= Self.damagedFrame
    let (reports, goods, again) = boards[exchange.board].answered(
      frame, after: now - exchange.sentAt, isDamaged: isDamaged, at: now)
    let times = (confirming?.times ?? 0) + 1
    confirming = again == .atOnce && times < Self.longestConfirmation ? (exchange.board, times) : nil
    // A door that closes is judged by what its sensor says at that time.
    return goods.map { .goods($0) } + reports.map { .report($0) }
  }

  /// A late answer, one too many, another program on the line, or a door that changed and said so: no reason to believe
  /// it, but one to ask.
  private mutating func stray(_ frame: BoardFrame, at now: BootTime) {
    strayFrames += 1
    guard frame.kind != .request, let address = frame.address else { return }
    guard let board = boards.firstIndex(where: { $0.settings.address == address }) else {
      evidence.otherAddress = address
      return
    }
    if frame.kind == .doorEvent {
      boards[board].dueAt = min(boards[board].dueAt, now)
    } else if board == answeredLast {
      boards[board].answeredTwice()
    }
    boards[board].heard()
  }

  mutating func deadlinePassed(_ exchange: Exchange, at now: BootTime) -> [Action] {
    let items = parser.lineWentQuiet()
    let actions = take(items, at: now)
    switch state {
    case .waiting: return actions + ended(exchange, at: now)
    // What was there was the answer after all.
    case .idle, .closed, .opening: return actions
    }
  }

  /// It was not answered, and won't be.
  private mutating func ended(_ exchange: Exchange, at now: BootTime) -> [Action] {
    switch exchange.purpose {
    case .query:
      knowsEcho = true
      return missed(exchange.board, at: now)
    case .leftOver:
      parser.requestEnded()
      state = .idle(since: now)
      boards[exchange.board].leftOver.ended(isConfirmed: false, at: now)
      return []
    case .unlock(let job):
      parser.requestEnded()
      state = .idle(since: now)
      return told(unlocks.ended(job, at: now) { $0.timedOut(at: $1) })
    }
  }

  mutating func missed(_ board: Int, at now: BootTime) -> [Action] {
    parser.requestEnded()
    confirming = nil
    state = .idle(since: now)
    let symptom = evidence.symptom(settings.boardProtocol)
    let reports = boards[board].missed(symptom, at: now).map { Action.report($0) }
    guard now - lastHeard >= Self.reopenAfterSilence else { return reports }
    return reports + reopen(at: now)
  }
}
