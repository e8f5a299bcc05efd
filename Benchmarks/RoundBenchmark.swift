import BoardProtocols
import Linux
import LocalAPI
import Simulation

/// Every protocol on a bus of its own, with sixteen boards (`kerong-cu-6x`: ten, it has no more addresses) that are
/// polled as fast as it goes: how long a round takes, and how long the wire alone.
struct RoundBenchmark {
  struct Round {
    var boardProtocol: BoardProtocol
    /// How many of them answer.
    var boards: Int
    /// Seconds, over the boards that answer.
    var measured: Double
    var wire: Double
  }

  static let boards = 16
  private static let settling = Duration.seconds(4)
  private static let seconds = 20

  /// - Parameter silent: so many of the boards have no supply.
  static func run(_ program: String, silent: Int) async throws -> [Round] {
    let layout = BusLayout(
      protocols: BoardProtocol.allCases, boards: boards, pollMilliseconds: 10, folder: try TemporaryFolder.onDisk())
    let lines = try layout.lines()
    defer { for line in lines { line.stop() } }
    return try await AgentProcess.run(
      program, in: layout.folder, url: "http://127.0.0.1:9/rest/v1", inputs: layout.configuration
    ) { agent in
      try await agent.allDoorsKnown()
      for line in lines {
        for board in layout.lockBoards(line.boardProtocol).suffix(silent) {
          line.board(board.address) { $0.isSilent = true }
        }
      }
      while silent > 0,
        try await agent.client.buses().buses.contains(where: { bus in
          bus.boards.filter { $0.state == "offline" }.count < silent
        })
      {
        try await Task.sleep(for: .milliseconds(50))
      }
      try await Task.sleep(for: settling)
      let before = lines.map(\.answers)
      let start = MonotonicTime.now
      try await Task.sleep(for: .seconds(seconds))
      let answered = zip(lines, before).map { $0.answers - $1 }
      let time = Double(MonotonicTime.now - start) / 1e9
      return zip(lines, answered).map { line, answers in
        let live = layout.lockBoards(line.boardProtocol).dropLast(silent)
        return Round(
          boardProtocol: line.boardProtocol, boards: live.count,
          measured: time / (Double(answers) / Double(live.count)),
          wire: layout.timing(line.boardProtocol).round(of: live) / .seconds(1))
      }
    }
  }
}
