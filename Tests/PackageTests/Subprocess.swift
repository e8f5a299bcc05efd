import Dispatch
import Glibc
import TestSupport

/// A program that runs to its end, with nothing to read on its standard input.
struct Subprocess {
  struct Failure: Error {
    var call: String
    var errno: Int32
  }

  /// The program is found in PATH; its standard error goes where the tests' goes.
  var arguments: [String]
  /// The file that its standard output is written to. Not a pipe: whatever the other tests start just then would hold it
  /// open too.
  var output: String

  /// What waitpid(2) says: 0 when the program ended by itself with exit code 0.
  func run() async throws -> Int32 {
    // Takes seconds, for which a thread of the cooperative pool must not wait.
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try runBlocking() }) }
    }
  }

  private func runBlocking() throws -> Int32 {
    let process = try spawn()
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1 {
      guard errno == EINTR else { throw Failure(call: "waitpid", errno: errno) }
    }
    return status
  }

  private func spawn() throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    SpawnActions.closeInherited(&actions)
    let words = arguments.map { strdup($0) }
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let error = posix_spawnp(&process, arguments[0], &actions, nil, words + [nil], environ)
    guard error == 0 else { throw Failure(call: "posix_spawnp \(arguments[0])", errno: error) }
    return process
  }
}
