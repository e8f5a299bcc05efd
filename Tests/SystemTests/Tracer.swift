import Linux
import Glibc

/// strace on a running daemon: kills it as a system call begins for the nth time, or makes that call fail.
struct Tracer {
  private let strace: Program
  private let file: String

  /// Returns when strace has the thread.
  ///
  /// - Parameters:
  ///   - thread: counts the calls of this one only; nil: of every thread, each by itself
  init(of daemon: Program, thread: String?, killingAt number: Int, of call: String, file: String) async throws {
    try await self.init(of: daemon, thread: thread, tampering: "\(call):signal=SIGKILL:when=\(number)", file: file)
  }

  /// Returns when strace has the thread.
  ///
  /// - Parameters:
  ///   - thread: as above
  ///   - tampering: with which call, and how, as strace's `inject=` has it: `read:error=EIO:when=1`
  init(of daemon: Program, thread: String?, tampering: String, file: String) async throws {
    unlink(file)
    self.file = file
    let target =
      try thread.map { ["-p", String(try Self.thread($0, of: daemon))] } ?? ["-f", "-p", String(daemon.pid)]
    strace = try Program(
      ["strace", "-y", "-o", file, "-e", "trace=\(tampering.prefix { $0 != ":" })", "-e", "inject=\(tampering)"]
        + target
    )
    do {
      try await strace.said(" attached")
    } catch {
      throw Failure(
        "strace can't trace the daemon here, so nothing went wrong and nothing is shown; run the tests as root, or "
          + "with kernel.yama.ptrace_scope=0: \(error)")
    }
  }

  private static func thread(_ name: String, of daemon: Program) throws -> Int32 {
    let tasks = "/proc/\(daemon.pid)/task"
    for task in Directory.names(in: tasks) {
      if try TextFile.text(of: "\(tasks)/\(task)/comm") == name, let id = Int32(task) { return id }
    }
    throw Failure("the daemon has no thread \(name)")
  }

  /// Lets go of a daemon that goes on.
  func detach() async throws {
    strace.signal(SIGINT)
    _ = try await strace.end()
  }

  /// Waits until the daemon that it killed is gone.
  func end() async throws { _ = try await strace.end() }

  /// The call that was not carried out any more, without its data.
  func lastCall() throws -> String {
    let lines = try TextFile.text(of: file, atMost: .max).split(separator: "\n")
    guard let line = lines.last(where: { $0.contains("(") && !$0.contains("resumed>") }) else { return "?" }
    let target = line.split(separator: "<", maxSplits: 1).last?.prefix { $0 != ">" } ?? ""
    if target.hasPrefix("/dev/") { return String(target) }
    return String((target.split(separator: "/").last ?? target).prefix { $0 != ":" })
  }
}
