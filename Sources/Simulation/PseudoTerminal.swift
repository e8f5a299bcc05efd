package import BoardProtocols
import CLinux
import Glibc

/// A pseudo-terminal: a serial port without a wire, with a program at the other end of it.
package final class PseudoTerminal: Sendable {
  package struct Failure: Error, Hashable, Sendable {
    package let message: String
    package let errno: Int32
  }

  /// The end that plays the boards. Non-blocking.
  package let controller: Int32
  /// The end that a program opens as its serial port.
  package let path: String
  /// Keeps the other end open between two programs: reading from `controller` would fail meanwhile.
  private let held: Int32

  package init() throws(Failure) {
    let controller = linux_pty_open()
    guard controller >= 0 else { throw Failure(message: "no pseudo-terminal could be opened", errno: errno) }
    var name = [CChar](repeating: 0, count: 64)
    guard linux_pty_name(controller, &name, name.count) == 0 else {
      let failure = Failure(message: "the pseudo-terminal has no name", errno: errno)
      close(controller)
      throw failure
    }
    let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let held = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard held >= 0 else {
      let failure = Failure(message: "\(path) can't be opened", errno: errno)
      close(controller)
      throw failure
    }
    // Bytes as they are, no echo, from the start on.
    var settings = termios()
    tcgetattr(held, &settings)
    cfmakeraw(&settings)
    tcsetattr(held, TCSANOW, &settings)
    self.controller = controller
    self.path = path
    self.held = held
  }

  /// Whoever has the other end open sees it hang up, as with an adapter that is pulled out.
  deinit {
    close(held)
    close(controller)
  }

  /// What came from the other end; empty when nothing did.
  package func read() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = Glibc.read(controller, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }

  /// What doesn't fit is lost, as on a wire to which nobody listens.
  package func write(_ bytes: [UInt8]) { _ = Glibc.write(controller, bytes, bytes.count) }

  /// Whether the program at the other end has set its port to this speed. Bytes take no time here whatever it is.
  package func runs(at baud: BaudRate) -> Bool {
    var set = termios()
    var wanted = termios()
    // glibc takes the plain number as well as its own names.
    guard tcgetattr(held, &set) == 0, cfsetspeed(&wanted, speed_t(baud.rawValue)) == 0 else { return false }
    return cfgetospeed(&set) == cfgetospeed(&wanted)
  }

  /// Makes `link` lead to this terminal from now on, whatever it led to before.
  package func link(as link: String) throws(Failure) {
    let fresh = link + ".new"
    unlink(fresh)
    guard symlink(path, fresh) == 0, rename(fresh, link) == 0 else {
      throw Failure(message: "\(link) can't be made to lead to \(path)", errno: errno)
    }
  }
}
