package import Glibc

/// An empty folder that is this user's alone (0700), removed with all that is in it when nobody holds it any more.
///
/// Whoever knows only a path in it does not hold it: `withExtendedLifetime` does.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Parameter prefix: What its name begins with; a dot and six random characters follow.
  package init(prefix: String, in parent: String = "/tmp") throws(Errno) {
    var template = Array("\(parent)/\(prefix).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Errno(errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Where a file of this name is, or would be.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// What is inside, sorted.
  package var names: [String] { Directory.names(in: path).sorted() }

  /// Makes a file, or gives the one that is there new contents.
  ///
  /// - Parameter mode: What the file has in the end, whatever the umask.
  /// - Returns: where it is.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) throws(Errno) -> String {
    let path = file(name)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Errno(errno) }
    defer { close(descriptor) }
    guard fchmod(descriptor, mode) == 0 else { throw Errno(errno) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      let failure = errno
      if count < 0, failure == EINTR { continue }
      guard count >= 0 else { throw Errno(failure) }
      rest = rest.dropFirst(count)
    }
    return path
  }

  @discardableResult
  package func write(_ text: String, to name: String, mode: mode_t = 0o600) throws(Errno) -> String {
    try write(Array(text.utf8), to: name, mode: mode)
  }

  /// A link goes, what it leads to stays.
  private static func remove(_ folder: String) {
    for name in Directory.names(in: folder) {
      let entry = "\(folder)/\(name)"
      if unlink(entry) != 0, errno == EISDIR { remove(entry) }
    }
    rmdir(folder)
  }
}
