import Linux
import LocalAPI
import Simulation

/// Ten thousand texts that wait: a start with them, and how fast they leave when nothing but Prokeep sets the pace.
struct BacklogBenchmark {
  static let texts = 10_000

  /// Until the local API answers, in nanoseconds; memory then.
  struct Start {
    var ready: Int64
    var memory: ProcessFigures.Memory
  }

  var emptyStart: Start
  var fullStart: Start
  /// Texts a second, from the first byte of the first to that of the last.
  var perSecond: Double
  /// The processor time that one text took the agent, in seconds.
  var processorTime: Double
  /// Requests a second that the stand-in answers to a client that does nothing else.
  var standInLimit: Double
  /// After the last text was accepted.
  var memory: ProcessFigures.Memory

  static func run(_ program: String) async throws -> BacklogBenchmark {
    let folder = try TemporaryFolder.onDisk()
    let standIn = ProkeepStandIn()
    try await standIn.start()
    let url = standIn.url
    let limit = try StandInLimit(standIn).perSecond(of: texts)
    await standIn.cutUplink()

    let emptyStart = try await start(program, in: folder, url: url)
    try Backlog.make(texts, at: folder.file("agent.sqlite"))
    let fullStart = try await start(program, in: folder, url: url)

    let first = standIn.requests.count + 1
    try await standIn.start()
    return try await AgentProcess.run(program, in: folder, url: url, inputs: inputs) { agent in
      let last = try await standIn.request(first + texts - 1)
      while try await agent.client.health().outbox.counts != ["accepted": texts] {
        try await Task.sleep(for: .milliseconds(20))
      }
      let figures = ProcessFigures(id: agent.id)
      let (used, memory) = (try figures.processorTime(), try figures.memory())
      let took = last.firstByteAt - standIn.requests[first - 1].firstByteAt
      guard standIn.requests.count == first + texts - 1 else { throw BenchmarkFailure("a text was sent twice") }
      await standIn.cutUplink()
      return BacklogBenchmark(
        emptyStart: emptyStart, fullStart: fullStart, perSecond: Double(texts - 1) * 1e9 / Double(took),
        processorTime: used / Double(texts), standInLimit: limit, memory: memory)
    }
  }

  /// Starts it with the uplink down, and looks at it when it has come to rest.
  private static func start(_ program: String, in folder: TemporaryFolder, url: String) async throws -> Start {
    let start = MonotonicTime.now
    return try await AgentProcess.run(program, in: folder, url: url, inputs: inputs) { agent in
      let ready = MonotonicTime.now - start
      try await Task.sleep(for: .seconds(2))
      return Start(ready: ready, memory: try ProcessFigures(id: agent.id).memory())
    }
  }

  private static var inputs: String {
    """
    gpio:
      - {chip: bench-absent, closed: low, bias: pull-up, debounce_ms: 50}
    compartments:
      - {names: A1..A\(Backlog.compartments), door: {chip: bench-absent, first_line: 1}}
    """
  }
}
