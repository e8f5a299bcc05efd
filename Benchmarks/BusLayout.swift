import BoardProtocols
import Linux
import Simulation

/// Buses with boards of 16 locks each on paced lines, and what the configuration says of them.
struct BusLayout {
  static let locks = 16
  /// What a simulated board takes to answer.
  static let answerDelay = Duration.milliseconds(5)
  /// The silence between two exchanges, as the configuration has it by default.
  private static let gap = Duration.milliseconds(25)

  /// One bus for each.
  let protocols: [BoardProtocol]
  let boards: Int
  let pollMilliseconds: Int
  let folder: TemporaryFolder

  /// Opens the lines; the caller stops them.
  func lines() throws -> [SimulatedBoardBus] {
    try protocols.enumerated().map { bus, boardProtocol in
      try SimulatedBoardBus(
        boardProtocol,
        boards: lockBoards(boardProtocol).map {
          SimulatedBoard(address: $0.address, locks: Self.locks, map: .waveshare16)
        },
        path: "\(folder.path)/bus-\(bus)", baud: boardProtocol.defaultBaud, answerDelay: Self.answerDelay)
    }
  }

  /// As many as wanted, or as the protocol has addresses for.
  func lockBoards(_ boardProtocol: BoardProtocol) -> [LockBoard] {
    boardProtocol.addresses.prefix(boards).map {
      LockBoard(address: $0, locks: Self.locks, map: boardProtocol == .modbusRTU ? .waveshare16 : nil)
    }
  }

  /// The wire's own time, the boards' delay in it.
  func timing(_ boardProtocol: BoardProtocol) -> BusTiming {
    BusTiming(boardProtocol, baud: boardProtocol.defaultBaud, gap: Self.gap, answerDelay: Self.answerDelay)
  }

  /// Where a door is in the configuration.
  func name(bus: Int, board: Int, lock: Int) -> String { "A\((bus * boards + board) * Self.locks + lock)" }

  /// `serial` and `compartments`.
  var configuration: String {
    let serial = protocols.enumerated().map { bus, boardProtocol in
      let map = boardProtocol == .modbusRTU ? ", map: waveshare-16ch" : ""
      let wired = lockBoards(boardProtocol).map { "{address: \($0.address), locks: \(Self.locks), closed: 1\(map)}" }
      return """
          - name: bus-\(bus)
            port: \(folder.path)/bus-\(bus)
            protocol: \(boardProtocol.rawValue)
            poll_ms: \(pollMilliseconds)
            boards: [\(wired.joined(separator: ", "))]
        """
    }
    let compartments = protocols.enumerated().flatMap { bus, boardProtocol in
      lockBoards(boardProtocol).enumerated().map { index, board in
        let names = "\(name(bus: bus, board: index, lock: 1))..\(name(bus: bus, board: index, lock: Self.locks))"
        return "  - {names: \(names), door: {bus: bus-\(bus), board: \(board.address), first_lock: 1}}"
      }
    }
    return (["serial:"] + serial + ["compartments:"] + compartments).joined(separator: "\n")
  }
}

extension SimulatedBoardBus {
  /// By all boards, since the start.
  var answers: Int { counters.answers.values.reduce(0, +) }
}
