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

  /// User and system time of all its threads, in seconds. By the scheduler's clock: what /proc/PID/stat has is counted in
  /// ticks, and a thread that a timer wakes for microseconds runs beside them or under all of them.
  func processorTime() throws -> Double {
    var clock = clockid_t()
    let error = clock_getcpuclockid(id, &clock)
    guard error == 0 else { throw BenchmarkFailure("the processor time of \(id)", errno: error) }
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { throw BenchmarkFailure("the processor time of \(id)", errno: errno) }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func number(_ name: String, in status: String) throws -> Int {
    guard let value = TextFile.value(of: name, in: status).flatMap({ Int($0) }) else {
      throw BenchmarkFailure("/proc/\(id)/status says nothing of \(name)")
    }
    return value
  }
}
