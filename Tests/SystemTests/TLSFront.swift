import Glibc
import Linux

/// stunnel(8) in front of a server on loopback that speaks plain HTTP.
struct TLSFront {
  /// Where it listens.
  let port: Int
  private let stunnel: Program

  /// Returns when it takes connections.
  init(to server: Int, with certificate: TestAuthority.Certificate, in folder: TemporaryFolder) async throws {
    let settings = try folder.write(
      """
      foreground = yes
      syslog = no
      pid =
      debug = info
      [prokeep]
      accept = 127.0.0.1:0
      connect = 127.0.0.1:\(server)
      cert = \(certificate.file)
      key = \(certificate.key)

      """, to: "stunnel.conf")
    stunnel = try Program(["stunnel", settings])
    let said = try await stunnel.said("Accepting new connections")
    let bound = said.split(separator: "bound to 127.0.0.1:").last?.prefix { $0.isNumber }
    guard let port = bound.flatMap({ Int($0) }) else { throw Failure("stunnel does not say its port: \(said)") }
    self.port = port
  }
}
