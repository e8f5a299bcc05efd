/// What asking the boards of a bus takes: the wire's own time, which no program can beat.
///
/// Ten bits a byte (8N1), request and answer; the silence that is kept before each request; and what a board takes to
/// think. `check` holds `poll_ms` against it, and the benchmarks what they measure.
package struct BusTiming: Hashable, Sendable {
  package var boardProtocol: BoardProtocol
  package var baud: BaudRate
  /// The silence before each request.
  package var gap: Duration
  /// From the end of a request to the start of its answer. No data sheet states it; zero is the least.
  package var answerDelay: Duration

  package init(_ boardProtocol: BoardProtocol, baud: BaudRate, gap: Duration, answerDelay: Duration = .zero) {
    self.boardProtocol = boardProtocol
    self.baud = baud
    self.gap = gap
    self.answerDelay = answerDelay
  }

  /// One board asked and heard.
  package func exchange(with board: LockBoard) -> Duration {
    let bytes = boardProtocol.stateQuery(board).bytes.count + boardProtocol.stateAnswerLength(board)
    return gap + baud.wireTime(bytes: bytes) + answerDelay
  }

  /// All of them asked and heard once.
  package func round(of boards: some Sequence<LockBoard>) -> Duration {
    boards.reduce(.zero) { $0 + exchange(with: $1) }
  }

  /// The longest that a door's change can take to count: it came just after its board was read, which is read again a
  /// period later, and then at once as often as the protocol needs equal readings.
  ///
  /// - Parameter period: how often each board is asked.
  package func noticing(polledEvery period: Duration, boards: some Collection<LockBoard>) -> Duration {
    let longest = boards.map { exchange(with: $0) }.max() ?? .zero
    return max(period, round(of: boards)) + longest * boardProtocol.agreeingReadings
  }
}
