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
    try? UnixDatagram.send(text, to: path)
  }
}
