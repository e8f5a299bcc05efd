import Glibc
import Linux

extension TemporaryFolder {
  /// For one measurement, on a disk.
  static func onDisk() throws -> TemporaryFolder {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
    do {
      return try TemporaryFolder(prefix: "locker-agent-bench", in: parent)
    } catch {
      throw BenchmarkFailure(parent, errno: error.number)
    }
  }
}
