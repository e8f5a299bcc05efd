import Linux
import Glibc

/// Measures the program as it is shipped and prints what it found beside what was aimed at. It judges nothing: how long
/// something takes is the machine's business too.
///
/// `make bench`, or `Benchmarks PROGRAM`. The folder that it works in is made below `TMPDIR` (default /var/tmp), which
/// should be on a disk and not in memory.
@main
struct Benchmarks {
  static func main() async throws {
    let program = CommandLine.arguments.dropFirst().first ?? ownFolder() + "/locker-agent"
    guard access(program, X_OK) == 0 else {
      throw BenchmarkFailure("\(program) is not there: say `make release` first")
    }
    let folder = try TemporaryFolder.onDisk()
    print(try Machine.describe(folder))

    var table = Table()
    table.add("file size", aim: "28 MB", megabytes(try fileSize(program)))
    try await measureRest(program, &table)
    try await measurePolling(program, boards: 4, onBuses: 1, &table)
    try await measurePolling(program, boards: 4, onBuses: 4, &table)
    try await measureHandOver(&table)
    try await measureLatency(program, &table)
    try await measureBacklog(program, &table)
    table.print()
  }

  private static func measureRest(_ program: String, _ table: inout Table) async throws {
    say("a bank on GPIO, at rest ...")
    let rest = try await RestBenchmark.run(program)
    table.add("wake-ups a second, GPIO only", aim: "2", decimal(rest.wakeUps, digits: 2))
    add(rest.memory, "at rest", to: &table)
  }

  private static func measurePolling(
    _ program: String, boards: Int, onBuses buses: Int, _ table: inout Table
  ) async throws {
    say("\(boards) boards polled every 200 ms on \(buses) bus(es) ...")
    let share = try await PollingBenchmark(boards: boards, buses: buses).run(program)
    table.add(
      "CPU time of an hour, \(boards) boards on \(buses) bus(es)", aim: "36 s (1 %)",
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
