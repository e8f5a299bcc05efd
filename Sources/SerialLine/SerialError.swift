/// What went wrong with a port.
package struct SerialError: Error, Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    /// There is no such device.
    case notThere
    /// This user may not open it.
    case notPermitted
    /// Another process, or another part of this one, has it.
    case inUse
    /// The path leads to something else.
    case notASerialPort
    /// It does not do this speed.
    case speedRefused
    /// It was open and is gone: unplugged, or its driver gave up.
    case gone
    /// The system refused for another reason: see `errno`.
    case failed
  }

  package let code: Code
  package let port: String
  /// 0 where no system call failed.
  package let errno: Int32
  /// What failed and what to do next.
  package let message: String

  package init(code: Code, port: String, errno: Int32 = 0, message: String) {
    self.code = code
    self.port = port
    self.errno = errno
    self.message = message
  }
}
