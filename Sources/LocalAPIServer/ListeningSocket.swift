import Glibc
import Synchronization

/// The unix socket of the local API, bound and listening.
///
/// Make it only while holding the store's lock: its holder alone may remove a socket that nobody answers on. A socket
/// that somebody answers on is never touched, and neither is one at the path that is not ours any more.
package final class ListeningSocket: Sendable {
  /// Connections that wait to be accepted.
  private static let backlog: Int32 = 128

  package let path: String
  private let location: SocketPath
  private let identity: SocketPath.Identity?
  /// Nil once the server has it.
  private let descriptor: Mutex<Int32?>

  /// Binds, sets mode 0660 and listens; makes the folder (0750) when it is missing.
  ///
  /// From here on clients can connect; they are answered when the server runs.
  package init(path: String) throws(ListeningSocketError) {
    let location = try SocketPath(path)
    try Self.prepareDirectory(location.directory)
    try Self.removeStaleSocket(at: location)
    let descriptor = try Self.open(for: path)
    do throws(ListeningSocketError) {
      try Self.bind(descriptor, to: location)
      do throws(ListeningSocketError) {
        // Nobody can connect before listen(2), so nobody gets in by the mode that bind left.
        guard chmod(path, 0o660) == 0 else {
          throw ListeningSocketError(errno: errno, path: path, while: "setting the mode of")
        }
        identity = try location.identity()
        guard listen(descriptor, Self.backlog) == 0 else {
          throw ListeningSocketError(errno: errno, path: path, while: "listening on")
        }
      } catch {
        unlink(path)
        throw error
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.location = location
    self.descriptor = Mutex(descriptor)
  }

  deinit {
    if let descriptor = takeDescriptor() { close(descriptor) }
    remove()
  }

  /// Hands over the listening descriptor; whoever takes it closes it. Nil the second time.
  func takeDescriptor() -> Int32? {
    descriptor.withLock { descriptor in
      defer { descriptor = nil }
      return descriptor
    }
  }

  /// Unlinks the socket file if it still is the one that was bound here. Again and again is fine.
  func remove() {
    guard let identity, let present = try? location.identity(), present == identity else { return }
    unlink(path)
  }

  private static func open(for path: String) throws(ListeningSocketError) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw ListeningSocketError(errno: errno, path: path, while: "opening a socket for") }
    return descriptor
  }

  private static func bind(_ descriptor: Int32, to location: SocketPath) throws(ListeningSocketError) {
    guard location.withAddress({ Glibc.bind(descriptor, $0, $1) }) == 0 else {
      throw ListeningSocketError(errno: errno, path: location.text, while: "binding")
    }
  }

  private static func prepareDirectory(_ directory: String) throws(ListeningSocketError) {
    if mkdir(directory, 0o750) == 0 { return }
    let code = errno
    guard code == EEXIST else {
      throw ListeningSocketError(errno: code, path: directory, while: "making the socket's folder")
    }
    var status = stat()
    guard stat(directory, &status) == 0 else {
      throw ListeningSocketError(errno: errno, path: directory, while: "looking at the socket's folder")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw ListeningSocketError(.directoryUnusable, path: directory, message: "\(directory) is not a folder")
    }
    guard status.st_uid == 0 || status.st_uid == geteuid(), status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
      throw ListeningSocketError(
        .directoryUnusable, path: directory,
        message: """
          others may write into \(directory), so they could put a socket of theirs there; give api.socket a folder of \
          its own, owned by the daemon's user, mode 0750
          """)
    }
  }

  /// Removes the socket that a killed daemon left behind; refuses when somebody answers on it.
  private static func removeStaleSocket(at location: SocketPath) throws(ListeningSocketError) {
    guard let status = try location.fileStatus() else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw ListeningSocketError(
        .notASocket, path: location.text,
        message: "something that is not a socket stands at \(location.text); move it away or change api.socket")
    }
    let probe = try open(for: location.text)
    defer { close(probe) }
    let result = location.withAddress { connect(probe, $0, $1) }
    let code = errno
    // EAGAIN: it listens, and its backlog is full.
    if result == 0 || code == EAGAIN {
      throw ListeningSocketError(
        .alreadyServed, path: location.text,
        message: "another locker-agent answers on \(location.text); stop it first or give this one its own api.socket")
    }
    guard code == ECONNREFUSED else {
      throw ListeningSocketError(errno: code, path: location.text, while: "trying the old socket at")
    }
    guard unlink(location.text) == 0 || errno == ENOENT else {
      throw ListeningSocketError(errno: errno, path: location.text, while: "removing the old socket at")
    }
  }
}
