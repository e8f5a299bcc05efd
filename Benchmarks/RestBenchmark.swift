import Linux
/// A bank with GPIO contacts in which nothing happens.
///
/// The chip isn't there: the agent looks for it every 5 s, as often as it would read the levels of one that is.
struct RestBenchmark {
  var wakeUps: Double
  var memory: ProcessFigures.Memory

  /// The pauses between looks for a chip grow for so long.
  private static let settling = Duration.seconds(10)
  private static let seconds = 30

  static func run(_ program: String) async throws -> RestBenchmark {
    let folder = try TemporaryFolder.onDisk()
    return try await AgentProcess.run(
      program, in: folder, url: "http://127.0.0.1:9/rest/v1",
      inputs: """
        gpio:
          - {chip: bench-absent, closed: low, bias: pull-up, debounce_ms: 50}
        compartments:
          - {name: A1, door: {chip: bench-absent, line: 1}}
        """
    ) { agent in
      try await Task.sleep(for: settling)
      let figures = ProcessFigures(id: agent.id)
      let wakeUps = try await figures.wakeUps(inSeconds: seconds)
      let memory = try figures.memory()
      return RestBenchmark(wakeUps: Double(wakeUps) / Double(seconds), memory: memory)
    }
  }
}
