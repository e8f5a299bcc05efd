package import BoardProtocols
import CLinux
import Glibc

/// An open port: raw, 8N1, ours alone. Closed when it is let go.
package final class SerialPort {
  /// What a read found.
  package enum Reading {
    case bytes([UInt8])
    /// Nothing there after all.
    case nothing
  }

  let path: String
  let descriptor: Int32

  /// - Parameter rs485: ask the driver to switch the transmitter on and off; one that can't is left as it is.
  package init(_ path: String, baud: BaudRate, rs485: Bool) throws(SerialError) {
    // Non-blocking: an open must not wait for a modem's carrier.
    let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .opening(path, errno: errno) }
    do throws(SerialError) {
      try Self.lock(descriptor, path)
      try Self.configure(descriptor, path, baud)
      if rs485 { try Self.switchDirection(descriptor, path) }
    } catch {
      close(descriptor)
      throw error
    }
    // Only drivers that know it take it; the others are no slower than before.
    _ = linux_serial_low_latency(descriptor)
    tcflush(descriptor, TCIOFLUSH)
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    // The flag stays with a device that somebody else still has open (a pseudo-terminal's other end).
    _ = ioctl(descriptor, UInt(TIOCNXCL))
    close(descriptor)
  }

  /// Never waits: call it when poll(2) says that there is something.
  package func read() throws(SerialError) -> Reading {
    var bytes = [UInt8](repeating: 0, count: 256)
    while true {
      let count = Glibc.read(descriptor, &bytes, bytes.count)
      let error = errno
      if count > 0 { return .bytes(Array(bytes.prefix(count))) }
      // An adapter that was pulled out reads as the end of a file.
      if count == 0 { throw .gone(path) }
      switch error {
      case EINTR: continue
      case EAGAIN: return .nothing
      default: throw .gone(path, errno: error)
      }
    }
  }

  /// One call for the whole frame: boards take a pause inside a frame for its end.
  package func write(_ frame: [UInt8]) throws(SerialError) {
    while true {
      let count = Glibc.write(descriptor, frame, frame.count)
      let error = errno
      // A full or half-taken buffer needs no handling of its own: the board won't answer, and the request counts as
      // missed.
      if count >= 0 || error == EAGAIN { return }
      guard error == EINTR else { throw .gone(path, errno: error) }
    }
  }

  /// Throws away what has come and was not read.
  package func discardInput() { tcflush(descriptor, TCIFLUSH) }

  /// Goes on at another speed; what came before that is thrown away.
  package func change(to baud: BaudRate) throws(SerialError) {
    try Self.configure(descriptor, path, baud)
    tcflush(descriptor, TCIOFLUSH)
  }

  /// flock keeps out those who ask for it as well, TIOCEXCL everybody but root.
  private static func lock(_ descriptor: Int32, _ path: String) throws(SerialError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = errno
      throw error == EWOULDBLOCK
        ? .inUse(path, by: PortHolder.find(path, except: descriptor), errno: error)
        : .failed("locking", path, errno: error)
    }
    guard ioctl(descriptor, UInt(TIOCEXCL)) == 0 else {
      let error = errno
      throw error == ENOTTY ? .notASerialPort(path, errno: error) : .failed("locking", path, errno: error)
    }
  }

  private static func configure(_ descriptor: Int32, _ path: String, _ baud: BaudRate) throws(SerialError) {
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else { throw .notASerialPort(path, errno: errno) }
    cfmakeraw(&settings)
    settings.c_cflag |= tcflag_t(CREAD | CLOCAL)
    settings.c_cflag &= ~(tcflag_t(CSTOPB) | tcflag_t(CRTSCTS))
    cfsetspeed(&settings, baud.speed)
    guard tcsetattr(descriptor, TCSANOW, &settings) == 0 else {
      let error = errno
      throw error == EINVAL ? .speedRefused(path, baud: baud.rawValue) : .failed("setting up", path, errno: error)
    }
    // tcsetattr is content when anything at all could be set.
    var got = termios()
    guard tcgetattr(descriptor, &got) == 0 else { throw .failed("setting up", path, errno: errno) }
    guard cfgetospeed(&got) == baud.speed else { throw .speedRefused(path, baud: baud.rawValue) }
  }

  private static func switchDirection(_ descriptor: Int32, _ path: String) throws(SerialError) {
    guard linux_rs485_enable(descriptor) == -1 else { return }
    switch errno {
    // The adapter does it by itself, or there is nothing to switch.
    case ENOTTY, EINVAL, EBADF, EOPNOTSUPP: return
    case let error: throw .failed("switching RS-485 on at", path, errno: error)
    }
  }
}

extension BaudRate {
  /// termios' name for it.
  fileprivate var speed: speed_t {
    let speed =
      switch self {
      case .b1200: B1200
      case .b2400: B2400
      case .b4800: B4800
      case .b9600: B9600
      case .b19200: B19200
      case .b38400: B38400
      case .b57600: B57600
      case .b115200: B115200
      case .b230400: B230400
      case .b460800: B460800
      case .b921600: B921600
      }
    return speed_t(speed)
  }
}
