import Glibc
package import Linux

extension SerialError {
  static func opening(_ port: String, errno: Int32) -> SerialError {
    switch errno {
    case ENOENT, ENODEV, ENXIO:
      SerialError(
        code: .notThere, port: port, errno: errno,
        message: "\(port) is not there: check that the adapter is plugged in; ls -l /dev/serial/by-* shows what is")
    case EACCES, EPERM:
      SerialError(
        code: .notPermitted, port: port, errno: errno,
        message: "this user may not open \(port): ls -lL shows the group that may (mostly dialout); add the user to it")
    case EBUSY: inUse(port, by: PortHolder.find(port, except: nil), errno: errno)
    default: failed("opening", port, errno: errno)
    }
  }

  static func inUse(_ port: String, by holder: DeviceHolder?, errno: Int32) -> SerialError {
    let who = holder.map { "process \($0.process) (\($0.command))" } ?? "another process, which this user may not see,"
    return SerialError(
      code: .inUse, port: port, errno: errno, message: "\(who) has \(port) open: stop it, one port takes one program")
  }

  static func notASerialPort(_ port: String, errno: Int32) -> SerialError {
    SerialError(
      code: .notASerialPort, port: port, errno: errno,
      message: "\(port) is not a serial port; ls -l /dev/serial/by-* shows those that are")
  }

  static func speedRefused(_ port: String, baud: Int) -> SerialError {
    SerialError(
      code: .speedRefused, port: port,
      message: "\(port) does not do \(baud) baud; choose another speed or another adapter")
  }

  static func gone(_ port: String, errno: Int32 = 0) -> SerialError {
    let cause = errno == 0 ? "it hung up" : Errno(errno).description
    return SerialError(
      code: .gone, port: port, errno: errno,
      message: "\(port) went away (\(cause)): check the adapter's plug and supply; it is opened again when it is back")
  }

  package static func failed(_ what: String, _ port: String, errno: Int32) -> SerialError {
    SerialError(code: .failed, port: port, errno: errno, message: "\(what) \(port) failed: \(Errno(errno))")
  }

  package static func noWakeUp(_ port: String, _ error: Errno) -> SerialError {
    failed("making an eventfd for", port, errno: error.number)
  }
}
