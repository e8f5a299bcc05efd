import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// The real program over a line that breaks, one order after the other: the ledger says how each attempt ended.
@Suite(.timeLimit(.minutes(1)))
struct ToxicLinkTests {
  private struct Case {
    let name: String
    let fault: ToxicLinkFault
    /// What the ledger has between "notice-created" and the acceptance.
    let ends: [LedgerEntry.Kind]
    /// How many whole requests the stand-in gets, the accepted one included.
    let requests: Int
  }

  private static let lost: [LedgerEntry.Kind] = [.noticeSending, .noticeUnanswered, .noticeSending]

  private static let cases = [
    Case(name: "closed before the request", fault: .onAccept(.close), ends: lost, requests: 1),
    Case(name: "reset in the request", fault: .request(bytes: 100, .reset), ends: lost, requests: 1),
    Case(name: "closed in the request", fault: .request(bytes: 100, .close), ends: lost, requests: 1),
    Case(name: "reset after the request", fault: .answer(bytes: 0, .reset), ends: lost, requests: 2),
    Case(name: "closed after the request", fault: .answer(bytes: 0, .close), ends: lost, requests: 2),
    Case(name: "reset in the answer's head", fault: .answer(bytes: 30, .reset), ends: lost, requests: 2),
    Case(name: "closed in the answer's head", fault: .answer(bytes: 30, .close), ends: lost, requests: 2),
    // Its head says what it is.
    Case(name: "reset in the answer's body", fault: .answer(bytes: 150, .reset), ends: [.noticeSending], requests: 1),
    Case(
      name: "an answer in single bytes", fault: .trickle(bytes: 1, pause: .microseconds(50)), ends: [.noticeSending],
      requests: 1),
    Case(
      name: "a head without end", fault: .endless("HTTP/1.1 202 Accepted\r\n", "x-more: and more of it\r\n"),
      ends: lost, requests: 2),
    Case(name: "another protocol", fault: .endless("SSH-2.0-OpenSSH_9.2\r\n", "\r\n"), ends: lost, requests: 2),
  ]

  @Test("every order's text is accepted; twice only after an attempt whose end nobody saw")
  func onTheLedger() async throws {
    let bench = try await Bench()
    let link = try ToxicLink(to: bench.standIn.port)
    try bench.configure([
      "\(bench.standIn.port)/": "\(link.port)/",
      "retry_cap_s: 1": "retry_cap_s: 1\n  pace: {per_second: 100, burst: 100}",
    ])
    let daemon = try await bench.startDaemon()
    for (index, broken) in Self.cases.enumerated() {
      let order = String(3001 + index)
      try link.turn(broken.fault, times: 1)
      try await bench.placeAndLoad(order, lock: 1 + index)
      try await bench.isAccepted(order)
      let ledger = try bench.ledger(of: order).drop { $0.kind != .noticeCreated }.dropFirst()
      #expect(ledger.map(\.kind) == broken.ends + [.noticeAccepted], "\(broken.name)")
      #expect(bench.requests(withCode: order).count == broken.requests, "\(broken.name)")
      #expect(bench.requests(withCode: order).allSatisfy { $0.message?.text == bench.text(withCode: order) })
      let unanswered = ledger.first { $0.kind == .noticeUnanswered }
      Bench.print(
        broken.name,
        "\(unanswered.map { "unanswered  \($0.why)" } ?? "answered   "); \(broken.requests) requests, 1 accepted")
    }
    #expect(try await bench.client.health().problems.isEmpty)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }

  @Test("a line that is away: nothing left, nothing written; when it is back, the text goes out once")
  func away() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    await bench.standIn.cutUplink()
    try await bench.placeAndLoad("3001", lock: 1)
    try await daemon.said("no text gets through: 127.0.0.1 can't be reached")
    #expect(try bench.ledger(of: "3001").last?.kind == .noticeCreated)
    let said = try await bench.client.health().problems.map(\.message)
    Bench.print("a port where nobody listens", "never left  \(said.joined())")
    try await bench.standIn.start()
    try await bench.isAccepted("3001")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(bench.standIn.requests.count == 1)
  }

  @Test("a name that leads nowhere: nothing left")
  func noName() async throws {
    let bench = try await Bench()
    try bench.configure([bench.standIn.url: "https://prokeep.invalid/rest/v1"])
    let daemon = try await bench.startDaemon()
    try await bench.placeAndLoad("3001", lock: 1)
    try await daemon.said("no text gets through: The name prokeep.invalid can't be resolved")
    #expect(try bench.ledger(of: "3001").last?.kind == .noticeCreated)
    let said = try await bench.client.health().problems.map(\.message)
    Bench.print("a name that leads nowhere", "never left  \(said.joined())")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }
}
