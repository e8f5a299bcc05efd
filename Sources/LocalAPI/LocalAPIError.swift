/// What went wrong between a command and the daemon.
package struct LocalAPIError: Error, Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    /// No socket, nobody listening, or it hung up without an answer.
    case daemonNotReachable
    /// The file system does not let this user reach the socket.
    case notPermitted
    /// The daemon answered no, and says why.
    case refused(Problem)
    /// It answered something else than this version of the API.
    case unexpectedAnswer
    /// No answer in time.
    case timedOut
  }

  package var code: Code
  package var socket: String
  /// The errno behind it, when there was one.
  package var errno: Int32?
  /// A sentence: what failed and what to do next.
  package var message: String

  package init(_ code: Code, socket: String, errno: Int32? = nil, message: String) {
    self.code = code
    self.socket = socket
    self.errno = errno
    self.message = message
  }
}

extension LocalAPIError: CustomStringConvertible {
  package var description: String { message }
}
