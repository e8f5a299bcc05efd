import Linux
import Glibc

/// What the disk alone takes to keep something: the measure for everything that is durable before it goes on.
struct DiskProbe {
  private static let block = [UInt8](repeating: 0xA5, count: 4096)

  let path: String

  init(in folder: TemporaryFolder) { path = folder.file("probe") }

  /// Appends 4 KiB and waits for the disk, so many times.
  func times(_ count: Int) throws -> [Int64] {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchmarkFailure(path, errno: errno) }
    defer { close(file) }
    return try (0..<count).map { _ in
      let start = MonotonicTime.now
      guard write(file, Self.block, Self.block.count) == Self.block.count, fdatasync(file) == 0 else {
        throw BenchmarkFailure(path, errno: errno)
      }
      return MonotonicTime.now - start
    }
  }
}
