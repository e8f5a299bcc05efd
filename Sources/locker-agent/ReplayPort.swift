import Glibc
import Linux
import Simulation
import Synchronization

/// The place where a replay's agent finds the port of a bus: a pseudo-terminal, while there is one.
final class ReplayPort: Sendable {
  let path: String
  private let terminal = Mutex<PseudoTerminal?>(nil)

  init(path: String) { self.path = path }

  var isPluggedIn: Bool { terminal.withLock { $0 != nil } }

  /// To be polled; -1 while there is nothing.
  var descriptor: Int32 { terminal.withLock { $0?.controller ?? -1 } }

  func plugIn() throws(PseudoTerminal.Failure) {
    try terminal.withLock { terminal throws(PseudoTerminal.Failure) in
      guard terminal == nil else { return }
      let fresh = try PseudoTerminal()
      try fresh.link(as: path)
      terminal = fresh
    }
  }

  /// The agent sees it hang up.
  func unplug() {
    unlink(path)
    terminal.withLock { $0 = nil }
  }

  func read() -> [UInt8] { terminal.withLock { $0?.read() ?? [] } }

  func write(_ bytes: [UInt8]) { terminal.withLock { $0?.write(bytes) } }
}
