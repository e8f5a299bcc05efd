import Glibc

/// What a service manager offers: a socket for the daemon's "I am ready" (sd_notify(3)).
final class NotifySocket: Sendable {
  let path: String
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    unlink(path)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure("no socket: \(String(cString: strerror(errno)))") }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0 else { throw Failure("\(path) can't be bound: \(String(cString: strerror(errno)))") }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// - Returns: false when the program ended before it was ready.
  func ready(or program: Program, within limit: Duration = .seconds(30)) async throws -> Bool {
    try await offPool { [descriptor] in
      let deadline = Deadline(limit)
      while true {
        var waited = [
          pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
          pollfd(fd: program.lifetime, events: 0, revents: 0),
        ]
        try deadline.poll(&waited, for: "READY=1")
        guard waited[0].revents != 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).contains("READY=1") { return true }
      }
    }
  }
}
