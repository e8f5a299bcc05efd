import Glibc
import Synchronization

/// A barcode reader on a real pseudo-terminal: what it is given goes over its wire as it is.
package final class SimulatedScanner: Sendable {
  /// The path to give to a program as its port; it stays the same over `unplug` and `plugIn`.
  package let path: String
  private let terminal: Mutex<PseudoTerminal?>

  /// - Parameter path: a symbolic link that is made there.
  package init(path: String) throws(PseudoTerminal.Failure) {
    self.path = path
    let terminal = try PseudoTerminal()
    try terminal.link(as: path)
    self.terminal = Mutex(terminal)
  }

  deinit { unlink(path) }

  /// A label was read.
  package func scan(_ label: String, suffix: String = "\r") { send(Array((label + suffix).utf8)) }

  /// What nobody reads at the other end is lost, as on a wire.
  package func send(_ bytes: [UInt8]) { terminal.withLock { $0?.write(bytes) } }

  /// Hangs up and takes the name away, as when the reader is pulled out.
  package func unplug() {
    unlink(path)
    terminal.withLock { $0 = nil }
  }

  /// The reader is back: another device behind the same name.
  package func plugIn() throws(PseudoTerminal.Failure) {
    let fresh = try PseudoTerminal()
    terminal.withLock { $0 = fresh }
    try fresh.link(as: path)
  }
}
