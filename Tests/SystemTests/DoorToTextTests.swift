import BoardProtocols
import FoundationEssentials
import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// The main job, whole: a board's frames in, one request out.
@Suite(.timeLimit(.minutes(1)))
struct DoorToTextTests {
  @Test(
    "one order, one door, exactly one text, whatever else is on the line", arguments: BoardProtocol.allCases)
  func oneText(boardProtocol: BoardProtocol) async throws {
    let bench = try await Bench(boardProtocol)
    // Half a frame, and bytes that look like the beginning of one: between all answers, which come in pieces.
    bench.boards.setFaults {
      $0.junk = [0x00, 0xff, 0x02, 0x80, 0x13]
      $0.pieceSize = 2
      $0.piecePause = .milliseconds(1)
    }
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let placed = try await bench.run(
      "order", "add", "1001", "--phone", "+12015550199", "--code", "0042", "--compartment", "A3")
    #expect(placed.code == 0)
    #expect(placed.output == "order 1001 placed: assigned, in A3\n")
    try await bench.following { ledger in
      try await bench.load(3, &ledger)
      _ = try await ledger.next { $0.kind == "notice-accepted" }
    }

    // A door without an order, and the order's own once more, as when staff adds something: no second text.
    try await bench.following { ledger in
      for lock in [4, 3] {
        bench.open(lock)
        _ = try await ledger.next { $0.kind == "door-opened" && $0.compartment == "A\(lock)" }
        bench.close(lock)
        _ = try await ledger.next { $0.kind == "door-closed" && $0.compartment == "A\(lock)" }
      }
    }
    let shown = try await bench.client.order("1001")
    #expect(shown.state == "ready")
    #expect(shown.notice?.requestID == "stand-in-1")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)

    let request = try #require(bench.standIn.requests.first)
    #expect(bench.standIn.requests.count == 1)
    #expect(request.status == 202)
    let body = try JSONDecoder().decode([String: String].self, from: Data(request.body))
    #expect(
      body == ["from": "+12015550123", "to": "+12015550199", "text": bench.text(withCode: "0042")])
    try ledgerSaysWhy(try bench.ledger(of: "1001").map { "\($0.kind.rawValue): \($0.why) (\($0.source.label))" }, bench)
  }

  /// From who placed it to what Prokeep said, each step with its reason and where it came from.
  private func ledgerSaysWhy(_ lines: [String], _ bench: Bench) throws {
    let input = "bus-a board \(bench.address) lock 3"
    let steps = [
      ("order-assigned: ", "(uid:"), ("load-started: ", "(input:\(input))"), ("load-taken: ", "(input:\(input))"),
      ("order-ready: ", ""), ("notice-created: ", ""), ("notice-sending: ", ""), ("notice-accepted: ", "(prokeep)"),
    ]
    var rest = lines[...]
    for (start, end) in steps {
      let place = rest.firstIndex { $0.hasPrefix(start) && (end.isEmpty || $0.contains(end)) }
      let found = try #require(place, "no \(start)\(end) in \(lines)")
      rest = rest[(found + 1)...]
    }
  }

  @Test("a door that is open at a power cut and closed at the next start is a load")
  func powerCut() async throws {
    let bench = try await Bench()
    let first = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    #expect(
      try await bench.run("order", "add", "1001", "--phone", "+12015550199", "--code", "0042", "--compartment", "A1")
        .code
        == 0)
    try await bench.following { ledger in
      bench.open(1)
      _ = try await ledger.next { $0.kind == "load-started" }
    }
    first.signal(SIGKILL)
    #expect(try await first.end().signal == SIGKILL)
    bench.close(1)

    let second = try await bench.restartDaemon()
    let request = try await bench.standIn.request(1)
    #expect(request.message?.text == bench.text(withCode: "0042"))
    try await bench.isAccepted("1001")
    let closing = try #require(try bench.ledger(of: "1001").first { $0.kind == .doorClosed })
    #expect(closing.why.hasPrefix("inferred"), "\(closing.why)")
    second.signal(SIGTERM)
    #expect(try await second.end().code == 0)
    #expect(bench.standIn.requests.count == 1)
  }
}
