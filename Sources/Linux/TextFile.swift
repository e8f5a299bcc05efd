import Glibc

/// A small file, read in one go.
package enum TextFile {
  /// - Parameter limit: What is beyond is left; ask for a byte more than may be there to notice.
  package static func bytes(of path: String, atMost limit: Int = 1 << 20) throws(Errno) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Errno(errno) }
    defer { close(file) }
    return try bytes(from: file, atMost: limit)
  }

  /// The rest of what is open already, such as standard input.
  package static func bytes(from file: Int32, atMost limit: Int = 1 << 20) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: min(limit, 4096))
    while bytes.count < limit {
      let count = read(file, &piece, min(piece.count, limit - bytes.count))
      let failure = errno
      if count < 0, failure == EINTR { continue }
      guard count >= 0 else { throw Errno(failure) }
      if count == 0 { break }
      bytes += piece[..<count]
    }
    return bytes
  }

  /// Makes a new file; an error when there is one.
  package static func create(_ path: String, _ text: String) throws(Errno) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Errno(errno) }
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      let failure = errno
      if count < 0, failure == EINTR { continue }
      guard count >= 0 else { throw Errno(failure) }
      rest = rest.dropFirst(count)
    }
  }

  /// The text without white space at its ends.
  package static func text(of path: String, atMost limit: Int = 1 << 20) throws(Errno) -> String {
    let text = String(decoding: try bytes(of: path, atMost: limit), as: UTF8.self)
    guard let first = text.firstIndex(where: { !$0.isWhitespace }),
      let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(text[first...last])
  }
}
