import Glibc

/// A small file, of /proc or a real one.
enum TextFile {
  static func read(_ path: String) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw BenchmarkFailure(path, errno: errno) }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64 * 1024)
    let count = Glibc.read(file, &bytes, bytes.count)
    guard count >= 0 else { throw BenchmarkFailure(path, errno: errno) }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// The value of a `Name: value` line.
  static func value(of name: String, in text: String) -> Substring? {
    text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
      .flatMap { $0.dropFirst(name.utf8.count + 1).split { $0 == " " || $0 == "\t" }.first }
  }
}
