import Linux
import Glibc

/// What the kernel says about a process (proc(5)).
struct ProcessFigures {
  /// Sizes in bytes.
  struct Memory {
    var resident: Int
    /// `RssAnon`: what is this process's alone.
    var anonymous: Int
    var threads: Int
  }

  let id: pid_t

  func memory() throws -> Memory {
    let status = try TextFile.text(of: "/proc/\(id)/status")
    return Memory(
      resident: try number("VmRSS", in: status) * 1024, anonymous: try number("RssAnon", in: status) * 1024,
      threads: try number("Threads", in: status))
  }

  /// How often its threads went to sleep of their own will, and so were woken up again, in so many seconds from now.
  func wakeUps(inSeconds seconds: Int) async throws -> Int {
    var counts = try switches()
    let before = counts.values.reduce(0, +)
    // Looked at each second: a worker thread that ends takes its count along.
    for _ in 0..<seconds {
      try await Task.sleep(for: .seconds(1))
      counts.merge(try switches()) { _, new in new }
    }
    return counts.values.reduce(0, +) - before
  }

  /// By thread id.
  private func switches() throws -> [Int: Int] {
    guard let folder = opendir("/proc/\(id)/task") else { throw BenchmarkFailure("/proc/\(id)/task", errno: errno) }
    defer { closedir(folder) }
    var counts: [Int: Int] = [:]
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard let thread = Int(name), let status = try? TextFile.text(of: "/proc/\(id)/task/\(name)/status") else {
        continue
      }
      counts[thread] = try number("voluntary_ctxt_switches", in: status)
    }
    return counts
  }

  /// User and system time of all its threads, in seconds; counted in hundredths.
  func processorTime() throws -> Double {
    let line = try TextFile.text(of: "/proc/\(id)/stat")
    // The name in parentheses may hold spaces; utime and stime are the 12th and 13th field behind it.
    let fields = line[(line.lastIndex(of: ")") ?? line.startIndex)...].split(separator: " ")
    guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else {
      throw BenchmarkFailure("/proc/\(id)/stat can't be read: \(line)")
    }
    return Double(user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private func number(_ name: String, in status: String) throws -> Int {
    guard let value = TextFile.value(of: name, in: status).flatMap({ Int($0) }) else {
      throw BenchmarkFailure("/proc/\(id)/status says nothing of \(name)")
    }
    return value
  }
}
