import BoardProtocols
import Glibc
import Linux

/// Measures the program as it is shipped and prints what it found beside what was aimed at. It judges nothing: how long
/// something takes is the machine's business too.
///
/// `make bench`, or `Benchmarks [PROGRAM] [SECTION ...]`. The folder that it works in is made below `TMPDIR` (default
/// /var/tmp), which should be on a disk and not in memory.
@main
struct Benchmarks {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let program = arguments.first { $0.contains("/") } ?? ownFolder() + "/locker-agent"
    let names = arguments.filter { !$0.contains("/") }
    let sections = try names.map { name in
      guard let section = Section(rawValue: name) else {
        throw BenchmarkFailure(
          "there is no \(name); there are \(Section.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return section
    }
    guard access(program, X_OK) == 0 else {
      throw BenchmarkFailure("\(program) is not there: say `make release` first")
    }
    print(try Machine.describe(try TemporaryFolder.onDisk()))

    var table = Table()
    for section in Section.allCases where sections.isEmpty || sections.contains(section) {
      try await measure(section, program, &table)
    }
    table.print()
  }

  private static func measure(_ section: Section, _ program: String, _ table: inout Table) async throws {
    switch section {
    case .size: table.add("file size", aim: "28 MB", megabytes(try fileSize(program)))
    case .rest: try await measureRest(program, &table)
    case .polling:
      try await measurePolling(program, PollingBenchmark(boards: 4, buses: 1, pollMilliseconds: 200), &table)
      try await measurePolling(program, PollingBenchmark(boards: 4, buses: 4, pollMilliseconds: 200), &table)
      try await measurePolling(program, PollingBenchmark(boards: 64, buses: 4, pollMilliseconds: 1000), &table)
    case .handover: try await measureHandOver(&table)
    case .latency: try await measureLatency(program, &table)
    case .backlog: try await measureBacklog(program, &table)
    case .decoders: try measureDecoders(&table)
    case .rounds: for silent in [0, 1, 4] { try await measureRounds(program, silent: silent, &table) }
    case .changes:
      try await measureChanges(program, ChangeBenchmark(boards: 4, pollMilliseconds: 200, changes: 300), &table)
      try await measureChanges(program, ChangeBenchmark(boards: 16, pollMilliseconds: 1000, changes: 150), &table)
    }
  }

  private static func measureRest(_ program: String, _ table: inout Table) async throws {
    say("a bank on GPIO, at rest ...")
    let rest = try await RestBenchmark.run(program)
    table.add("wake-ups a second, GPIO only", aim: "2", decimal(rest.wakeUps, digits: 2))
    add(rest.memory, "at rest", to: &table)
  }

  private static func measurePolling(
    _ program: String, _ polling: PollingBenchmark, _ table: inout Table
  ) async throws {
    let what = "\(polling.boards) boards on \(polling.buses) bus(es) every \(polling.pollMilliseconds) ms"
    say("\(what) ...")
    let share = try await polling.run(program)
    table.add(
      "CPU time of an hour, \(what)", aim: "36 s (1 %)",
      "\(decimal(share * 3600, digits: 1)) s (\(decimal(share * 100, digits: 2)) %)")
  }

  /// The way from the end of debounce, in this process: no real contact can be told when to settle.
  private static func measureHandOver(_ table: inout Table) async throws {
    say("\(HandOverBenchmark.samples) closes handed over by an input ...")
    let samples = try await HandOverBenchmark.run()
    table.add("end of debounce to first byte, p50", aim: "3 ms", milliseconds(samples.p50))
    table.add("end of debounce to first byte, p99", aim: "10 ms", milliseconds(samples.p99))
  }

  private static func measureLatency(_ program: String, _ table: inout Table) async throws {
    say("\(LatencyBenchmark.samples) orders loaded, one after the other ...")
    let latency = try await LatencyBenchmark.run(program)
    let (toByte, sync) = (latency.frameToFirstByte, latency.diskSync)
    table.add("settling frame to first byte, p50", aim: "3 ms", milliseconds(toByte.p50))
    table.add("settling frame to first byte, p99", aim: "10 ms", milliseconds(toByte.p99))
    table.add("4 KiB and fdatasync on this disk, p50", milliseconds(sync.p50))
    table.add("4 KiB and fdatasync on this disk, p99", milliseconds(sync.p99))
    table.add("latency in such fdatasyncs, p50", decimal(Double(toByte.p50) / Double(sync.p50), digits: 1))
    add(latency.memory, "after \(latency.texts) texts", to: &table)
  }

  private static func measureBacklog(_ program: String, _ table: inout Table) async throws {
    say("\(BacklogBenchmark.texts) texts that wait ...")
    let backlog = try await BacklogBenchmark.run(program)
    let (empty, full) = (backlog.emptyStart, backlog.fullStart)
    table.add("start with nothing until it answers", milliseconds(empty.ready))
    table.add("start with \(BacklogBenchmark.texts) texts until it answers", aim: "1000 ms", milliseconds(full.ready))
    table.add("of which resident", aim: "10 MB more", megabytes(full.memory.resident - empty.memory.resident) + " more")
    table.add("of which private", megabytes(full.memory.anonymous - empty.memory.anonymous) + " more")
    table.add("texts a second, pacing off", aim: "(at least) 1000", String(Int(backlog.perSecond)))
    table.add("processor time of a text", milliseconds(Int64(backlog.processorTime * 1e9)))
    table.add("requests a second the stand-in answers by itself", String(Int(backlog.standInLimit)))
    add(backlog.memory, "after \(BacklogBenchmark.texts) texts", to: &table)
  }

  private static func measureDecoders(_ table: inout Table) throws {
    for boardProtocol in BoardProtocol.allCases {
      say("frames of \(boardProtocol.rawValue) ...")
      let clean = try DecoderBenchmark(boardProtocol, junk: .noise, percent: 0).run()
      table.add(
        "decoding \(boardProtocol.rawValue), no junk",
        "\(decimal(clean.bytesPerSecond / 1e6, digits: 1)) MB/s, \(Int(clean.framesPerSecond)) frames/s")
      let noisy = try [10, 50, 90].map { percent in
        decimal(
          try DecoderBenchmark(boardProtocol, junk: .noise, percent: percent).run().bytesPerSecond / 1e6, digits: 1)
      }
      table.add("with 10, 50, 90 % noise", noisy.joined(separator: ", ") + " MB/s")
      let broken = try DecoderBenchmark(boardProtocol, junk: .brokenFrames, percent: 90).run()
      table.add("with 90 % broken frames", decimal(broken.bytesPerSecond / 1e6, digits: 1) + " MB/s")
    }
  }

  private static func measureRounds(_ program: String, silent: Int, _ table: inout Table) async throws {
    let dead = silent == 0 ? "" : " and \(silent) dead"
    say("\(RoundBenchmark.boards) boards, \(silent) of them dead, every protocol on a bus of its own ...")
    for round in try await RoundBenchmark.run(program, silent: silent) {
      table.add(
        "a round of \(round.boardProtocol.rawValue), \(round.boards) boards\(dead)", aim: "1.2 of the wire's",
        "\(milliseconds(round.measured)) of \(milliseconds(round.wire)): \(decimal(round.measured / round.wire, digits: 2))"
      )
    }
  }

  private static func measureChanges(_ program: String, _ change: ChangeBenchmark, _ table: inout Table) async throws {
    let what = "\(change.boards) boards every \(change.pollMilliseconds) ms"
    say("\(change.changes) doors that change, \(what) ...")
    let result = try await change.run(program)
    table.add("door's change to the ledger, \(what), p50", milliseconds(result.samples.p50))
    table.add("p99", aim: milliseconds(result.bound / .seconds(1)), milliseconds(result.samples.p99))
  }

  private static func add(_ memory: ProcessFigures.Memory, _ when: String, to table: inout Table) {
    table.add("resident, \(when)", aim: "30 MB", megabytes(memory.resident))
    table.add("of which private", aim: "6 MB", megabytes(memory.anonymous))
    table.add("threads", String(memory.threads))
  }

  private static func ownFolder() -> String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &path, path.count)
    let name = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return String(name.prefix(upTo: name.lastIndex(of: "/") ?? name.startIndex))
  }

  private static func fileSize(_ path: String) throws -> Int {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw BenchmarkFailure(path, errno: errno) }
    return Int(facts.st_size)
  }

  /// Progress, not a result.
  private static func say(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
