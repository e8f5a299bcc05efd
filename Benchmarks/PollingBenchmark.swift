import Linux
import BoardProtocols
import Simulation

/// Boards on paced lines, polled every 200 ms, at which nothing happens.
struct PollingBenchmark {
  let boards: Int
  let buses: Int

  private static let baud = BaudRate.b19200
  private static let locks = 16
  /// What a board takes to answer.
  private static let answerDelay = Duration.milliseconds(5)
  private static let settling = Duration.seconds(2)
  private static let seconds = 30

  /// The share of one core that the agent takes.
  func run(_ program: String) async throws -> Double {
    let folder = try TemporaryFolder.onDisk()
    let lines = try (0..<buses).map { bus in
      try SimulatedBoardBus(
        .kerongCU3x, boards: addresses.map { SimulatedBoard(address: $0, locks: Self.locks) },
        path: "\(folder.path)/bus-\(bus)", baud: Self.baud, answerDelay: Self.answerDelay)
    }
    defer { for line in lines { line.stop() } }
    return try await AgentProcess.run(
      program, in: folder, url: "http://127.0.0.1:9/rest/v1", inputs: inputs(in: folder)
    ) { agent in
      try await agent.allDoorsKnown()
      try await Task.sleep(for: Self.settling)
      let figures = ProcessFigures(id: agent.id)
      let before = try figures.processorTime()
      let answersBefore = answers(on: lines)
      try await Task.sleep(for: .seconds(Self.seconds))
      let used = try figures.processorTime() - before
      let answered = answers(on: lines) - answersBefore
      let due = boards * Self.seconds * 5
      guard answered >= due * 9 / 10 else {
        throw BenchmarkFailure("\(answered) answers instead of \(due): the machine is too busy for this measurement")
      }
      return used / Double(Self.seconds)
    }
  }

  /// The same on every bus.
  private var addresses: Range<Int> { 0..<(boards / buses) }

  private func answers(on lines: [SimulatedBoardBus]) -> Int {
    lines.reduce(0) { $0 + $1.counters.answers.values.reduce(0, +) }
  }

  private func inputs(in folder: TemporaryFolder) -> String {
    let places = (0..<buses).flatMap { bus in addresses.map { (bus: bus, board: $0) } }
    let wired = addresses.map { "{address: \($0), locks: \(Self.locks), closed: 1}" }.joined(separator: ", ")
    let serial = (0..<buses).map { bus in
      """
        - name: bus-\(bus)
          port: \(folder.path)/bus-\(bus)
          protocol: kerong-cu-3x
          baud: \(Self.baud.rawValue)
          poll_ms: 200
          boards: [\(wired)]
      """
    }
    let compartments = places.enumerated().map { number, place in
      let first = number * Self.locks + 1
      return
        "  - {names: A\(first)..A\(first + Self.locks - 1), door: {bus: bus-\(place.bus), board: \(place.board), first_lock: 1}}"
    }
    return (["serial:"] + serial + ["compartments:"] + compartments).joined(separator: "\n")
  }
}
