import BoardProtocols

/// Whether all boards of a bus can be asked as often as `poll_ms` says.
///
/// Counts what the wire and the gaps need at least: ten bits a byte, request and answer. Boards that think before they
/// answer need more; the bus itself reports that when it runs.
struct PollBudget {
  private let bus: Configuration.Bus

  init(_ bus: Configuration.Bus) { self.bus = bus }

  /// One round over all boards, at least.
  var round: Duration {
    bus.boards.reduce(.zero) { sum, board in
      let lockBoard = LockBoard(address: board.address, locks: board.locks, map: board.map)
      let request = bus.boardProtocol.stateQuery(lockBoard).bytes.count
      let answer = bus.boardProtocol.stateAnswerLength(lockBoard)
      return sum + bus.baud.wireTime(bytes: request + answer) + bus.gap
    }
  }

  var warning: String? {
    guard round > bus.poll else { return nil }
    let needed = milliseconds(round)
    return
      "`poll_ms` can't be met: asking \(bus.boards.count == 1 ? "one board" : "\(bus.boards.count) boards") takes at least \(needed) ms at \(bus.baud.rawValue) baud with a gap of \(milliseconds(bus.gap)) ms; write \(needed) or more"
  }

  /// Rounded up.
  private func milliseconds(_ duration: Duration) -> Int {
    let parts = duration.components
    return Int(parts.seconds) * 1000 + Int((parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
