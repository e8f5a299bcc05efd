import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// The adapter is pulled while the bank is at work.
@Suite(.timeLimit(.minutes(1)))
struct UnpluggedTests {
  /// Opens the door of a new order, and goes on when the agent has seen it.
  private func begin(_ order: String, lock: Int, on bench: Bench) async throws {
    let body = PutOrder(
      customer: PutOrder.Customer(name: nil, phone: "+12015550199"), code: order, compartments: ["A\(lock)"])
    _ = try await bench.client.place(body, as: order)
    try await bench.following { ledger in
      bench.open(lock)
      _ = try await ledger.next { $0.kind == "load-started" }
    }
  }

  private func unplug(_ bench: Bench) async throws {
    try await bench.following { ledger in
      bench.boards.unplug()
      _ = try await ledger.next { $0.kind == "door-unknown" && $0.compartment == "A16" }
    }
  }

  /// Keeps the number that the terminal behind a link had from being given again; from when nobody has it open.
  private func occupy(_ terminal: String) throws -> [PseudoTerminal] {
    var taken: [PseudoTerminal] = []
    repeat { taken.append(try PseudoTerminal()) } while taken.last?.path != terminal && taken.count < 16
    return taken
  }

  private func target(_ link: String) -> String {
    guard let path = realpath(link, nil) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  @Test("a door closed while the adapter was out is a load once it is back, under whatever name; its text leaves once")
  func walk() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    try await begin("1001", lock: 3, on: bench)
    let before = target(bench.boards.path)
    let port = bench.boards.path
    try await unplug(bench)

    let reason =
      "\(port) went away (it hung up): check the adapter's plug and supply; it is opened again when it is back"
    let doors = try await bench.client.doors().doors
    #expect(doors.count == 16)
    #expect(doors.allSatisfy { $0.state == "unknown" && $0.since != nil && $0.raw == nil })
    let shown = try await bench.run("doors", "--compartment", "A3").output
    #expect(shown.contains("A3           unknown  ") && shown.contains(": \(port) "), "\(shown)")
    let health = try await bench.client.health()
    #expect(health.status == .degraded)
    let problem = try #require(health.problems.first { $0.code == "input-away" })
    #expect(problem.subject == "bus-a board \(bench.address)")
    #expect(problem.message == reason || problem.message.hasPrefix("\(port) is not there: "), "\(problem.message)")

    // Meanwhile: the door is closed, somebody brings another order, and the agent takes it.
    bench.close(3)
    let placed = try await bench.run(
      "order", "add", "1002", "--phone", "+12015550199", "--code", "1002", "--compartment", "A4")
    #expect(placed.code == 0)
    #expect(try await bench.client.order("1001").state == "loading")
    #expect(bench.standIn.requests.isEmpty)

    let taken = try occupy(before)
    try bench.boards.plugIn()
    #expect(target(port) != before)
    try await bench.isAccepted("1001")
    try await bench.following { ledger in try await bench.load(4, &ledger) }
    try await bench.isAccepted("1002")
    #expect(try await bench.client.health().status == .ok)
    withExtendedLifetime(taken) {}
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)

    for code in ["1001", "1002"] {
      #expect(bench.requests(withCode: code).map { $0.message?.text } == [bench.text(withCode: code)])
    }
    let unknown = try bench.ledger().first { $0.kind == .doorUnknown && $0.compartment?.text == "A3" }
    #expect(unknown?.why == reason)
    let closing = try bench.ledger(of: "1001").first { $0.kind == .doorClosed }
    #expect(closing?.why == "inferred: it was open and is closed")
  }

  /// What the kernel says of an adapter that is not there any more, by which call it is told first.
  @Test(
    "whatever the kernel says, the port is closed at once and opened anew",
    arguments: [
      ("read:retval=0:when=1", "it hung up"), ("read:error=EIO:when=1", "Input/output error"),
      ("read:error=ENXIO:when=1", "No such device or address"), ("write:error=EIO:when=1", "Input/output error"),
      ("write:error=ENXIO:when=1", "No such device or address"), ("write:error=ENODEV:when=1", "No such device"),
    ])
  func refused(tampering: String, words: String) async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    try await begin("1001", lock: 3, on: bench)
    try await bench.following { ledger in
      let tracer = try await Tracer(
        of: daemon, thread: "serial bus-a", tampering: tampering, file: bench.folder.file("trace"))
      let unknown = try await ledger.next { $0.kind == "door-unknown" && $0.compartment == "A3" }
      #expect(unknown.why.hasPrefix("\(bench.boards.path) went away (\(words)): "), "\(unknown.why)")
      bench.close(3)
      let closed = try await ledger.next { $0.kind == "door-closed" && $0.compartment == "A3" }
      #expect(closed.why == "inferred: it was open and is closed")
      try await tracer.detach()
    }
    try await bench.isAccepted("1001")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(bench.requests(withCode: "1001").count == 1)
  }
}
