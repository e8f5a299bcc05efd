import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// The real program behind a real HTTP proxy, and behind what is none.
@Suite(.timeLimit(.minutes(1)))
struct ProxyTests {
  enum Proxy: Sendable {
    /// Makes connections to another port only.
    case forbids
    case wantsPassword
    /// Nobody listens behind the port it was asked for.
    case noWayOn
    /// A server that knows nothing of proxies.
    case noProxy(ToxicLinkFault)
    case nobodyListens
    case noName
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let proxy: Proxy
    let words: String
    var testDescription: String { name }
  }

  @Test("https goes through it, and the pair is for Prokeep alone")
  func goesThrough() async throws {
    let bench = try await Bench()
    let scene = try await TLSScene(bench, TLSTests.Refusal(name: "right", words: ""))
    let proxy = try await ProxyFront(to: scene.port, in: bench.folder)
    try scene.configure(proxy: "http://127.0.0.1:\(proxy.port)")
    let daemon = try await bench.startDaemon()
    try await bench.placeAndLoad("1001", lock: 1)
    try await bench.isAccepted("1001")
    Bench.print("through a proxy", "accepted")
    #expect(try await bench.client.health().problems.isEmpty)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(bench.standIn.requests.map(\.status) == [202])
  }

  @Test(
    "what a proxy refuses never left",
    arguments: [
      Case(name: "proxy forbids it", proxy: .forbids, words: "won't let this board through to localhost"),
      Case(name: "proxy wants a password", proxy: .wantsPassword, words: "asks for a user and a password"),
      Case(name: "proxy finds no way on", proxy: .noWayOn, words: "has no way to localhost itself"),
      Case(
        name: "proxy speaks another protocol", proxy: .noProxy(.endless("SSH-2.0-OpenSSH_9.2\r\n", "\r\n")),
        words: "is it an HTTP proxy?"),
      Case(name: "proxy hangs up", proxy: .noProxy(.onAccept(.close)), words: "is it an HTTP proxy?"),
      Case(name: "no proxy there", proxy: .nobodyListens, words: "prokeep.proxy can't be reached"),
      Case(name: "no such proxy", proxy: .noName, words: "The name in prokeep.proxy can't be resolved"),
    ])
  func refuses(refusal: Case) async throws {
    let bench = try await Bench()
    let scene = try await TLSScene(bench, TLSTests.Refusal(name: "right", words: ""))
    let link = try ToxicLink(to: bench.standIn.port)
    var proxy: ProxyFront?
    var address = "http://127.0.0.1:\(link.port)"
    switch refusal.proxy {
    case .forbids: proxy = try await ProxyFront(to: 443, in: bench.folder)
    case .wantsPassword: proxy = try await ProxyFront(to: scene.port, settings: "BasicAuth a b", in: bench.folder)
    case .noWayOn:
      proxy = try await ProxyFront(to: scene.port, in: bench.folder)
      scene.stop()
    case .noProxy(let fault): try link.turn(fault)
    case .nobodyListens: link.stop()
    case .noName: address = "http://proxy.invalid:3128"
    }
    if let proxy { address = "http://127.0.0.1:\(proxy.port)" }
    try scene.configure(proxy: address)
    let daemon = try await bench.startDaemon()
    try await bench.placeAndLoad("1001", lock: 1)
    try await daemon.said(refusal.words)
    let said = try #require(try await bench.client.health().problems.first { $0.code == "outbox-failing" })
    Bench.print(refusal.name, "never left  \(said.message)")
    #expect(try await bench.client.order("1001").notice?.state == "pending")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(try bench.ledger(of: "1001").last?.kind == .noticeCreated)
    #expect(bench.standIn.requests.allSatisfy { $0.headers["authorization"] == nil && $0.method == "CONNECT" })
  }
}
