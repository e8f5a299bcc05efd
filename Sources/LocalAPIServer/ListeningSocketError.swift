import Glibc

/// Why the local API can't be offered at its path.
package struct ListeningSocketError: Error, Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    /// Longer than `sun_path` holds.
    case pathTooLong
    /// Its folder can't be made, or others could put a socket of theirs there.
    case directoryUnusable
    /// Something that is no socket stands at the path.
    case notASocket
    /// Somebody answers there already: a second daemon.
    case alreadyServed
    /// A system call failed; `errno` says how.
    case system
  }

  package var code: Code
  package var path: String
  package var errno: Int32?
  /// A sentence: what failed and what to do next.
  package var message: String

  init(_ code: Code, path: String, message: String) {
    self.code = code
    self.path = path
    self.message = message
  }

  init(errno: Int32, path: String, while doing: String) {
    code = .system
    self.path = path
    self.errno = errno
    message = "\(doing) \(path) failed: \(String(cString: strerror(errno)))"
  }
}

extension ListeningSocketError: CustomStringConvertible {
  package var description: String { message }
}
