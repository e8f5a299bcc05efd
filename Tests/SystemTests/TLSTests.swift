import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// The real program against stunnel with certificates of every kind: what it trusts, what it refuses and how it says so.
@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
  /// What stands behind prokeep.url.
  enum Server: Sendable {
    case right, otherAuthority, selfSigned, otherName, expired, notYetValid
    /// Answers the first bytes with something else than TLS.
    case noTLS
    /// The connection breaks in the middle of the handshake.
    case broken(ToxicLinkFault)
  }

  /// What prokeep.ca_file names.
  enum Trusted: Sendable { case authority, otherAuthority, nothing, missing, garbage, empty }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    var server = Server.right
    var trusted = Trusted.authority
    let words: String
    var testDescription: String { name }
  }

  @Test(
    "an untrusted server gets nothing, by its own sentence; when it can be trusted, the text goes out once",
    arguments: [
      Refusal(name: "another authority", server: .otherAuthority, words: "comes from nobody in prokeep.ca_file"),
      Refusal(name: "self-signed", server: .selfSigned, words: "is self-signed"),
      Refusal(name: "another name", server: .otherName, words: "is for another name than localhost"),
      Refusal(name: "expired", server: .expired, words: "has expired"),
      Refusal(name: "not yet valid", server: .notYetValid, words: "is not valid yet"),
      Refusal(name: "no TLS", server: .noTLS, words: "doesn't speak TLS"),
      Refusal(
        name: "reset in the handshake", server: .broken(.answer(bytes: 100, .reset)), words: "something in between"),
      Refusal(
        name: "closed in the handshake", server: .broken(.answer(bytes: 100, .close)), words: "something in between"),
      Refusal(name: "no ca_file", trusted: .nothing, words: "comes from nobody this board trusts"),
      Refusal(name: "ca_file of another authority", trusted: .otherAuthority, words: "from nobody in prokeep.ca_file"),
      Refusal(name: "ca_file missing", trusted: .missing, words: "prokeep.ca_file can't be read (No such file"),
      Refusal(name: "ca_file garbage", trusted: .garbage, words: "holds no certificate"),
      Refusal(name: "ca_file empty", trusted: .empty, words: "holds no certificate"),
    ])
  func refused(refusal: Refusal) async throws {
    let bench = try await Bench()
    var scene = try await TLSScene(bench, refusal)
    let daemon = try await bench.startDaemon()
    try await bench.placeAndLoad("1001", lock: 1)
    try await daemon.said(refusal.words)
    let said = try #require(try await bench.client.health().problems.first { $0.code == "outbox-failing" })
    Bench.print(refusal.name, "never left  \(said.message)")
    #expect(said.message.contains(refusal.words), "\(said.message)")
    #expect(try await bench.client.order("1001").notice?.state == "pending")
    #expect(try bench.ledger(of: "1001").last?.kind == .noticeCreated)
    #expect(bench.standIn.receivedBytes == 0)

    // What was wrong is set right, all but what only a start reads: nobody has to touch the agent.
    try await scene.setRight()
    if case .nothing = refusal.trusted {
      daemon.signal(SIGTERM)
      #expect(try await daemon.end().code == 0)
      return
    }
    try await bench.isAccepted("1001")
    #expect(try await bench.client.health().problems.isEmpty)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(bench.standIn.requests.map(\.status) == [202])
    #expect(try bench.ledger(of: "1001").filter { $0.kind == .noticeSending }.count == 1)
  }

  @Test("the right authority is trusted; what has changed since counts from the next connection on")
  func judgedAnew() async throws {
    let bench = try await Bench()
    var scene = try await TLSScene(bench, Refusal(name: "right", words: ""))
    let daemon = try await bench.startDaemon()
    try await bench.placeAndLoad("1001", lock: 1)
    try await bench.isAccepted("1001")
    Bench.print("right authority", "accepted")

    try await scene.show(.expired)
    try await bench.placeAndLoad("1002", lock: 2)
    try await daemon.said("has expired")
    #expect(try bench.ledger(of: "1002").last?.kind == .noticeCreated)
    try await scene.setRight()
    try await bench.isAccepted("1002")

    // The server is the same: its session could be resumed, without a certificate.
    try scene.trust(.otherAuthority)
    try scene.breakConnections()
    try await bench.placeAndLoad("1003", lock: 3)
    try await daemon.said("comes from nobody in prokeep.ca_file")
    Bench.print("authority taken out of ca_file", "never left, from the next connection on")
    try scene.trust(.authority)
    try await bench.isAccepted("1003")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(bench.standIn.requests.map(\.status) == [202, 202, 202])
  }

  @Test("send-test says the same without a daemon, and with a ca_file nobody asks the system's certificates")
  func sendTest() async throws {
    let bench = try await Bench()
    var scene = try await TLSScene(bench, Refusal(name: "another authority", server: .otherAuthority, words: ""))
    let trace = bench.folder.file("trace")
    let send = [try Bench.executable(), "send-test", "--to", "+12015550199", "--config", bench.configuration]
    let ended = try await Program(["strace", "-f", "-o", trace, "-e", "trace=%file"] + send).end()
    #expect(ended.code == 75)
    #expect(ended.output.hasPrefix("Nothing was sent. "), "\(ended.output)\(ended.errors)")
    #expect(ended.output.contains("comes from nobody in prokeep.ca_file"), "\(ended.output)")
    #expect(bench.standIn.receivedBytes == 0)
    let files = try TextFile.text(of: trace, atMost: .max)
    #expect(files.contains("/trusted.pem"))
    #expect(!files.contains("/etc/ssl/certs"))

    try await scene.setRight()
    let right = try await Program(send).end()
    #expect(right.code == 0, "\(right.output)\(right.errors)")
    #expect(bench.standIn.requests.map(\.status) == [202])
  }
}
