import Glibc

/// The path of a unix socket, known to fit, and the little that the kernel is asked about it.
struct SocketPath {
  /// Which file it is. The time tells it from a later file that was given the same inode number.
  struct Identity: Equatable {
    var device: dev_t
    var inode: ino_t
    var seconds: time_t
    var nanoseconds: Int
  }

  /// `sun_path` with its closing zero (unix(7)).
  static let longest = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  let text: String

  init(_ text: String) throws(ListeningSocketError) {
    guard text.utf8.count <= Self.longest else {
      throw ListeningSocketError(
        .pathTooLong, path: text,
        message:
          "the socket path \(text) has \(text.utf8.count) bytes; at most \(Self.longest) fit. Shorten api.socket.")
    }
    self.text = text
  }

  var directory: String {
    guard let slash = text.lastIndex(of: "/") else { return "." }
    return slash == text.startIndex ? "/" : String(text[..<slash])
  }

  /// The file at the path; nil when there is none. A symbolic link is not followed.
  func fileStatus() throws(ListeningSocketError) -> stat? {
    var status = stat()
    guard lstat(text, &status) == 0 else {
      let code = errno
      guard code == ENOENT else { throw ListeningSocketError(errno: code, path: text, while: "looking at") }
      return nil
    }
    return status
  }

  func identity() throws(ListeningSocketError) -> Identity? {
    guard let status = try fileStatus() else { return nil }
    return Identity(
      device: status.st_dev, inode: status.st_ino, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }

  /// Hands the address to `bind` or `connect`.
  func withAddress(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: text.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
