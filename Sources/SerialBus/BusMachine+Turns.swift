import BoardProtocols
import Linux
import LockerDomain

// Who is asked next.
extension BusMachine {
  /// Boards that are away take turns at this pace.
  private static let probeEvery = Duration.milliseconds(500)
  /// Where the others never leave time for it in one piece, a board that is away gets some all the same, so late: the
  /// next turns are a little late, and none is lost.
  private static let longestProbeDelay = Duration.seconds(2)
  /// What a board that may be away gets at least, besides the time of its answer on the wire: boards think for up to
  /// 20 ms, and an FTDI adapter alone may hold an answer back for 16 ms.
  private static let shortestPatience = Duration.milliseconds(50)

  private enum Turn {
    case query
    case leftOver
  }

  /// Whose turn is next, and since when or when.
  private func turn(idleSince: BootTime) -> (turn: Turn, board: Int, dueAt: BootTime)? {
    guard !isStopping, !unlocks.isHolding else { return nil }
    if let confirming { return (.query, confirming.board, idleSince) }
    // It can't be told yet whether what comes back is an echo.
    if let next = unlocks.next, !maySend(next.frame) { return (.query, next.board, idleSince) }
    var next: (turn: Turn, board: Int, dueAt: BootTime)?
    var probe: (board: Int, dueAt: BootTime)?
    // By index: each time round, a copy of every board would be made, only to look at two of its fields.
    for index in boards.indices {
      let dueAt = boards[index].dueAt
      if boards[index].presence == .offline {
        if probe.map({ dueAt < $0.dueAt }) ?? true { probe = (index, dueAt) }
        continue
      }
      if next.map({ dueAt < $0.dueAt }) ?? true { next = (.query, index, dueAt) }
      if let dueAt = boards[index].leftOver.dueAt, next.map({ dueAt < $0.dueAt }) ?? true {
        next = (.leftOver, index, dueAt)
      }
    }
    guard let probe else { return next }
    // Of those that are away: the one that was not asked for longest.
    let probeDue = max(probe.dueAt, probeAt)
    guard let next else { return (.query, probe.board, probeDue) }
    let earliest = max(probeDue, quietAt)
    let isForced = earliest - probeDue >= Self.longestProbeDelay
    let needed = wireTime(of: boards[probe.board].query) + leastPatience(with: probe.board) + settings.quietGap
    return isForced || next.dueAt - earliest >= needed ? (.query, probe.board, probeDue) : next
  }

  /// When the line is free and something is due.
  func nextWake(idleSince: BootTime) -> BootTime? {
    var times = [turn(idleSince: idleSince).map { max($0.dueAt, quietAt) }, unlocks.wakeAt]
    if let next = unlocks.next, maySend(next.frame) { times.append(max(next.from ?? quietAt, quietAt)) }
    return times.compactMap(\.self).min()
  }

  mutating func nextRequest(idleSince: BootTime, at now: BootTime) -> [Action] {
    if now >= quietAt, let next = unlocks.next, maySend(next.frame), let request = unlocks.send(at: now) {
      return send(request, at: now)
    }
    guard let (turn, board, dueAt) = turn(idleSince: idleSince), dueAt <= now else { return [] }
    guard now >= quietAt else {
      // Somebody talks without a pause: whoever is due can't be asked, and that counts.
      guard now - max(dueAt, idleSince) >= settings.replyTimeout else { return [] }
      schedule(board, at: now)
      return missed(board, at: now)
    }
    switch turn {
    case .query:
      schedule(board, at: now)
      boards[board].asked()
      return ask(boards[board].query, .query, board: board, patience: patience(with: board, at: now), at: now)
    case .leftOver:
      guard let off = boards[board].leftOver.off else { return [] }
      return ask(off, .leftOver, board: board, patience: patience(with: board, at: now), at: now)
    }
  }

  /// One write, one frame; from here on its answer is waited for.
  mutating func ask(
    _ request: BoardFrame, _ purpose: Exchange.Purpose, board: Int, patience: Duration, at now: BootTime
  ) -> [Action] {
    let left = take(parser.sent(request), at: now)
    pauseIsDue = false
    bytesReceived = 0
    lastTraffic = now
    evidence = LineEvidence()
    answeredLast = nil
    trace.add(.sent, request, at: now)
    state = .waiting(
      Exchange(
        board: board, purpose: purpose, request: request, sentAt: now,
        deadline: now + wireTime(of: request) + patience))
    return left + [.send(request.bytes)]
  }

  /// Sets when it is asked again: a period after it was due, or after now where that has passed.
  private mutating func schedule(_ board: Int, at now: BootTime) {
    if boards[board].presence == .offline {
      probeAt = now + Self.probeEvery
      boards[board].dueAt = now
    } else if confirming == nil {
      let period = boards[board].period(at: now)
      let next = boards[board].dueAt + period
      boards[board].dueAt = next > now ? next : now + period
    }
  }

  /// How long to wait for a board: one that isn't known to be there must not cost the others their turns.
  private func patience(with board: Int, at now: BootTime) -> Duration {
    let asked = boards[board]
    if asked.wasHeardLate || asked.presence == .online && asked.missesInARow == 0 { return settings.replyTimeout }
    let others = boards.indices.filter { $0 != board && boards[$0].presence == .online }.map { boards[$0].dueAt - now }
    guard let untilNext = others.min() else { return settings.replyTimeout }
    return min(settings.replyTimeout, max(leastPatience(with: board), untilNext - settings.quietGap))
  }

  private func leastPatience(with board: Int) -> Duration {
    let answer = settings.boardProtocol.stateAnswerLength(boards[board].settings.lockBoard)
    return Self.shortestPatience + settings.baud.wireTime(bytes: answer)
  }

  private func wireTime(of request: BoardFrame) -> Duration { settings.baud.wireTime(bytes: request.bytes.count) }
}
