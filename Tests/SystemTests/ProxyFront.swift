import Glibc
import Linux

/// tinyproxy(8): an HTTP proxy that makes connections on (CONNECT), but not to every port.
struct ProxyFront {
  let port: Int
  private let tinyproxy: Program

  /// Returns when it takes connections.
  ///
  /// - Parameter allowed: the only port that it makes connections to.
  init(to allowed: Int, settings: String = "", in folder: TemporaryFolder) async throws {
    port = Self.freePort()
    let file = try folder.write(
      """
      Port \(port)
      Listen 127.0.0.1
      ConnectPort \(allowed)
      LogLevel Info
      \(settings)

      """, to: "tinyproxy.conf")
    tinyproxy = try Program(["tinyproxy", "-d", "-c", file])
    try await tinyproxy.printed("Accepting connections")
  }

  /// Bound once, so that it was free, and let go.
  private static func freePort() -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        precondition(bind(socket, $0, size) == 0, "bind: \(errno)")
        precondition(getsockname(socket, $0, &size) == 0, "getsockname: \(errno)")
      }
      return Int(UInt16(bigEndian: pointer.pointee.sin_port))
    }
  }
}
