import Linux
import Simulation

/// A bench whose Prokeep is behind stunnel, reached over a line that can be led elsewhere.
struct TLSScene {
  private let bench: Bench
  private let authority: TestAuthority
  private let other: TestAuthority
  private let link: ToxicLink
  private let caFile: String
  private var front: TLSFront?

  init(_ bench: Bench, _ refusal: TLSTests.Refusal) async throws {
    self.bench = bench
    authority = try await TestAuthority(named: "authority", in: bench.folder)
    other = try await TestAuthority(named: "other", in: bench.folder)
    link = try ToxicLink(to: bench.standIn.port)
    caFile = bench.folder.file("trusted.pem")
    try trust(refusal.trusted)
    try configure(namesAuthority: refusal.trusted != .nothing)
    try await show(refusal.server)
  }

  /// Where prokeep.url leads.
  var port: Int { link.port }

  func configure(namesAuthority: Bool = true, proxy: String? = nil) throws {
    var lines = ["retry_cap_s: 1"]
    if namesAuthority { lines.append("ca_file: \(caFile)") }
    if let proxy { lines.append("proxy: \(proxy)") }
    try bench.configure([
      bench.standIn.url: "https://localhost:\(port)/rest/v1", "retry_cap_s: 1": lines.joined(separator: "\n  "),
    ])
  }

  /// Nobody takes connections any more.
  func stop() { link.stop() }

  /// The right certificate, and the right authority is trusted.
  mutating func setRight() async throws {
    // In this order: nothing goes over the line before, so that turning it breaks no request off.
    try await show(.right)
    try trust(.authority)
  }

  /// From the next connection on.
  mutating func show(_ server: TLSTests.Server) async throws {
    let certificate = try await certificate(of: server)
    let front = try await TLSFront(to: bench.standIn.port, with: certificate, in: bench.folder)
    let fault: ToxicLinkFault =
      switch server {
      case .noTLS: .endless("SSH-2.0-OpenSSH_9.2\r\n", "\r\n")
      case .broken(let fault): fault
      case .right, .otherAuthority, .selfSigned, .otherName, .expired, .notYetValid: .none
      }
    try link.turn(fault, to: front.port)
    self.front = front
  }

  /// Breaks the kept connection; the server stays the same, and knows the sessions it had.
  func breakConnections() throws { try link.turn(.none) }

  func trust(_ trusted: TLSTests.Trusted) throws {
    let name = "trusted.pem"
    switch trusted {
    case .authority: try bench.folder.write(TextFile.bytes(of: authority.certificate), to: name)
    case .otherAuthority: try bench.folder.write(TextFile.bytes(of: other.certificate), to: name)
    case .garbage: try bench.folder.write("no certificate\n", to: name)
    case .empty: try bench.folder.write("", to: name)
    case .nothing, .missing: break
    }
  }

  private func certificate(of server: TLSTests.Server) async throws -> TestAuthority.Certificate {
    switch server {
    case .right, .noTLS, .broken: try await authority.issue(for: "localhost")
    case .otherAuthority: try await other.issue(for: "localhost")
    case .selfSigned: try await TestAuthority.selfSigned(for: "localhost", in: bench.folder)
    case .otherName: try await authority.issue(for: "prokeep.example")
    case .expired: try await authority.issue(for: "localhost", .past)
    case .notYetValid: try await authority.issue(for: "localhost", .future)
    }
  }
}
