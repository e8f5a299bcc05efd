import Linux
import Agent
import Configuration
import Glibc
import LocalAPI
import LockerDomain
import Logging
import Simulation

/// Orders loaded one after the other in an agent inside this process: from the hand-over of a debounced close, as an input
/// does it, to the first byte of the text.
struct HandOverBenchmark {
  private static let warmUp = 20
  private static let boxes = 16
  static let samples = 400

  static func run() async throws -> Samples {
    let folder = try TemporaryFolder.onDisk()
    // The daemon has its files in it to the end.
    defer { withExtendedLifetime(folder) {} }
    let standIn = ProkeepStandIn()
    try await standIn.start()
    let path = try AgentProcess.configure(
      in: folder, url: standIn.url,
      inputs: """
        gpio:
          - {chip: bench-absent, closed: low, bias: pull-up, debounce_ms: 50}
        compartments:
          - {names: A1..A\(boxes), door: {chip: bench-absent, first_line: 1}}
        """)
    let reading = Configuration.read(path: path)
    guard let configuration = reading.configuration else {
      throw BenchmarkFailure(reading.findings.map(\.message).joined(separator: "; "))
    }
    let daemon = try Daemon(
      configuration, manager: ServiceManager(path: "", watchdogInterval: nil),
      logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() }))
    let round = OrderRound(client: LocalAPIClient(socket: configuration.api.socket), standIn: standIn)
    let times = try await withThrowingTaskGroup(of: [Int64].self) { group in
      group.addTask {
        try await daemon.run(signals: [])
        return []
      }
      group.addTask { try await load(round, daemon) }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
    await standIn.cutUplink()
    return Samples(times)
  }

  private static func load(_ round: OrderRound, _ daemon: Daemon) async throws -> [Int64] {
    while try await round.client.doors().doors.contains(where: { $0.reason == nil }) {
      try await Task.sleep(for: .milliseconds(20))
    }
    for box in 1...boxes { _ = try report(box, .closed, daemon) }
    var times: [Int64] = []
    for number in 1...(warmUp + samples) {
      let box = number % boxes + 1
      // Nobody loads boxes back to back: processor and disk may go to rest.
      try await Task.sleep(for: .milliseconds(100))
      var handedOver: Int64 = 0
      let firstByteAt = try await round.load(number, into: "A\(box)") {
        handedOver = try report(box, $0 ? .open : .closed, daemon)
      }
      if number > warmUp { times.append(firstByteAt - handedOver) }
    }
    return times
  }

  /// - Returns: when it was handed over.
  private static func report(_ box: Int, _ state: DoorState, _ daemon: Daemon) throws -> Int64 {
    let name = try CompartmentName("A\(box)")
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    let now = MonotonicTime.now
    daemon.keeper.take(
      DoorReport(
        compartment: name, state: state, raw: state == .closed ? 0 : 1, input: "bench line \(box)",
        at: BootTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))))
    return now
  }
}
