import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// A barcode reader's bytes in, one text out: the real program, a real pseudo-terminal.
@Suite(.timeLimit(.minutes(1)))
struct ScannerTests {
  private let bench: Bench
  private let reader: SimulatedScanner

  init() async throws {
    bench = try await Bench()
    reader = try SimulatedScanner(path: bench.folder.file("scanner"))
    try bench.configure([
      "compartments:": """
      scanners:
        - {name: scanner-a, port: \(reader.path), compartment_pattern: "LOC-{compartment}", order_pattern: "ORD{order}"}
      compartments:
      """
    ])
  }

  private func scanner() async throws -> HealthView.Input {
    try #require(try await bench.client.health().inputs.first { $0.kind == "scanner" })
  }

  /// What is sent to a port that nobody has opened is lost.
  private func readerIs(_ state: String) async throws {
    while try await scanner().state != state {}
  }

  private func announce(_ order: String) async throws {
    let added = try await bench.run("order", "add", order, "--phone", "+12015550199", "--code", "c\(order)")
    #expect(added.output == "order \(order) placed: announced, no compartment yet\n", "\(added.errors)")
  }

  @Test("an order and a compartment, scanned before or after the load: one text each")
  func pairs() async throws {
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    try await readerIs("ok")
    #expect(try await scanner().lastScanAt == nil)
    for order in ["1001", "1002", "1003", "1004"] { try await announce(order) }
    try await bench.following { ledger in
      for (order, lock) in [("1001", 1), ("1002", 2)] {
        // The reader still looks at the label.
        for label in ["ORD\(order)", "LOC-A\(lock)"] { reader.scan("\(label)\r\(label)") }
        let assigned = try await ledger.next { $0.kind == "order-assigned" }
        #expect(assigned.order == order)
        #expect(assigned.compartment == "A\(lock)")
        #expect(assigned.source == "input:scanner-a")
        try await bench.load(lock, &ledger)
        _ = try await ledger.next { $0.kind == "notice-accepted" && $0.order == order }
      }
      bench.open(3)
      _ = try await ledger.next { $0.kind == "door-opened" }
      bench.close(3)
      _ = try await ledger.next { $0.kind == "door-closed" }
      reader.scan("ORD1003", suffix: "\r\n")
      reader.scan("LOC-A3", suffix: "\r\n")
      _ = try await ledger.next { $0.kind == "load-claimed" && $0.order == "1003" }
      _ = try await ledger.next { $0.kind == "notice-accepted" && $0.order == "1003" }

      // Both once more: nothing; then a pair that shows that they were read.
      for label in ["ORD1003", "LOC-A3", "ORD1004", "LOC-A4"] { reader.scan(label) }
      let next = try await ledger.next { $0.kind.hasPrefix("order-") || $0.kind.hasPrefix("scan-") }
      #expect(next.kind == "order-assigned" && next.order == "1004")
    }
    #expect(try await scanner().lastScanAt != nil)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(bench.standIn.requests.count == 3)
    for order in ["1001", "1002", "1003"] { #expect(bench.requests(withCode: "c\(order)").count == 1) }
  }

  @Test("a reader that was pulled out is named, and goes on as another device; so is what it can't mean")
  func troubles() async throws {
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    try await readerIs("ok")
    try await announce("1001")
    reader.unplug()
    try await readerIs("away")
    let away = try #require(try await bench.client.health().problems.first { $0.code == "input-away" })
    #expect(away.subject == "scanner-a")
    #expect(away.message.contains(reader.path))
    try reader.plugIn()
    try await readerIs("ok")

    try await bench.following { ledger in
      reader.scan("LOC-A5")
      reader.scan("ORD9999")
      let refused = try await ledger.next { $0.kind == "scan-refused" }
      #expect(refused.compartment == "A5" && refused.order == "9999")
      let problem = try #require(try await bench.client.health().problems.first { $0.code == "scan-refused" })
      #expect(problem.subject == "scanner-a")
      #expect(
        problem.message
          == "compartment A5 was scanned with order 9999, which is not known here: announce it, then scan both again")
      reader.send([0x1B, 0x5B, 0x0D])
      while try await !bench.client.health().problems.contains(where: { $0.code == "scan-unreadable" }) {}
      reader.scan("LOC-A5")
      reader.scan("ORD1001")
      _ = try await ledger.next { $0.kind == "order-assigned" && $0.order == "1001" }
    }
    #expect(try await bench.client.health().problems.map(\.code) == [])
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(bench.standIn.requests.isEmpty)
  }

  @Test("a technician sees what the reader sends and what it means")
  func watching() async throws {
    let command = [try Bench.executable(), "serial", "scan", "scanner-a", "--config", bench.configuration]
    let watch = try Program(command)
    try await watch.said("scan a label")
    for label in ["LOC-A1", "ORD1001", "LOC-Z9", "hello"] { reader.scan(label) }
    reader.send([0x02, 0x41, 0x31, 0x0D])
    let shown = try await watch.printed("02 41 31")
    watch.signal(SIGTERM)
    _ = try await watch.end()
    #expect(
      shown.split(separator: "\n") == [
        "4C 4F 43 2D 41 31  \"LOC-A1\": compartment A1", "4F 52 44 31 30 30 31  \"ORD1001\": order 1001",
        "4C 4F 43 2D 5A 39  \"LOC-Z9\": compartment Z9, which this bank does not have",
        "68 65 6C 6C 6F  \"hello\": neither a compartment nor an order",
        "02 41 31  not taken: control characters are in it: compare baud, suffix and prefix with what the reader is set to",
      ])

    // A port takes one program.
    try reader.plugIn()
    let daemon = try await bench.startDaemon()
    try await readerIs("ok")
    let second = try await bench.run("serial", "scan", "scanner-a")
    #expect(second.errors.contains("process \(daemon.pid) (locker-agent) has \(reader.path) open"))
    #expect(second.code == 75)
  }
}
