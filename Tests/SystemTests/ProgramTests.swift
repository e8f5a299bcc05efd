import Glibc
import TestSupport
import Testing

/// What a test run leaves behind.
@Suite(.timeLimit(.minutes(1)))
struct ProgramTests {
  /// The threads of a process that ends, however it does, end.
  @Test("a program dies with the thread that started it")
  func diesWithItsLauncher() async throws {
    let launcher = try Launcher()
    let program = try Program(["sh", "-c", "echo running; exec sleep 1000"], launcher: launcher)
    try await program.printed("running")
    launcher.end()
    #expect(try await program.end().signal == SIGKILL)
  }
}
