import BoardProtocols
import Linux
import Simulation

/// Boards on paced lines that are polled and at which nothing happens.
struct PollingBenchmark {
  let boards: Int
  let buses: Int
  let pollMilliseconds: Int

  private static let settling = Duration.seconds(2)
  private static let seconds = 30

  /// The share of one core that the agent takes.
  func run(_ program: String) async throws -> Double {
    let layout = BusLayout(
      protocols: Array(repeating: .kerongCU3x, count: buses), boards: boards / buses,
      pollMilliseconds: pollMilliseconds, folder: try TemporaryFolder.onDisk())
    let lines = try layout.lines()
    defer { for line in lines { line.stop() } }
    return try await AgentProcess.run(
      program, in: layout.folder, url: "http://127.0.0.1:9/rest/v1", inputs: layout.configuration
    ) { agent in
      try await agent.allDoorsKnown()
      try await Task.sleep(for: Self.settling)
      let figures = ProcessFigures(id: agent.id)
      let before = try figures.processorTime()
      let answersBefore = answers(on: lines)
      try await Task.sleep(for: .seconds(Self.seconds))
      let used = try figures.processorTime() - before
      let answered = answers(on: lines) - answersBefore
      let due = boards * Self.seconds * 1000 / pollMilliseconds
      guard answered >= due * 9 / 10 else {
        throw BenchmarkFailure("\(answered) answers instead of \(due): the machine is too busy for this measurement")
      }
      return used / Double(Self.seconds)
    }
  }

  private func answers(on lines: [SimulatedBoardBus]) -> Int { lines.reduce(0) { $0 + $1.answers } }
}
