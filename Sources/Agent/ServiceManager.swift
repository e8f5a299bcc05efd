import Glibc

/// The service manager (systemd), told by one datagram each (sd_notify(3)); nothing happens where there is none.
package struct ServiceManager: Sendable {
  private let path: String
  /// How often the manager wants a sign of life; nil when it has no watchdog for this process.
  package let watchdogInterval: Duration?

  /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of the environment.
  package static func fromEnvironment() -> ServiceManager {
    func take(_ name: String) -> String? {
      guard let value = getenv(name).map({ String(cString: $0) }) else { return nil }
      unsetenv(name)
      return value
    }
    let isForUs = take("WATCHDOG_PID").map { $0 == String(getpid()) } ?? true
    let interval = take("WATCHDOG_USEC").flatMap { Int64($0) }
    return ServiceManager(
      path: take("NOTIFY_SOCKET") ?? "", watchdogInterval: isForUs ? interval.map { .microseconds($0) } : nil)
  }

  package init(path: String, watchdogInterval: Duration?) {
    self.path = path
    self.watchdogInterval = watchdogInterval
  }

  package func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
  package func alive() { send("WATCHDOG=1") }
  package func stopping() { send("STOPPING=1") }

  /// A lost datagram is the manager's to notice; there is nobody else to tell.
  private func send(_ text: String) {
    guard !path.isEmpty else { return }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { target in
      target.copyBytes(from: bytes)
      // An abstract socket is written with @ and begins with a zero byte.
      if bytes.first == UInt8(ascii: "@") { target[0] = 0 }
    }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let message = Array(text.utf8)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
        _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), target, length)
      }
    }
  }
}
