import Glibc
import Synchronization
import TestSupport

/// A program that was started; killed when nobody is interested any more.
final class Program: Sendable {
  /// How it ended, and everything it wrote.
  struct Ended: Sendable {
    /// Its exit code; nil when a signal ended it.
    var code: Int32?
    var signal: Int32?
    var output: String
    var errors: String
  }

  private struct State {
    var output: Pipe.Reader
    var errors: Pipe.Reader
    var ended: Ended?
  }

  let pid: pid_t
  /// A descriptor that hangs up (POLLHUP) when the program has ended.
  let lifetime: Int32
  private let state: Mutex<State>

  /// - Parameters:
  ///   - arguments: the program's path, or its name in PATH, and what follows it
  ///   - input: a file for its standard input
  ///   - environment: all of it, `NAME=value`
  ///   - launcher: with whose end it is killed
  init(
    _ arguments: [String], input: String = "/dev/null", environment: [String] = Program.environment,
    launcher: Launcher = .shared
  ) throws {
    let output = try Pipe()
    let errors = try Pipe()
    let started = launcher.run { [outputEnd = output.writeEnd, errorsEnd = errors.writeEnd] in
      Self.start(Launcher.words + arguments, input, outputEnd, errorsEnd, environment)
    }
    close(output.writeEnd)
    close(errors.writeEnd)
    guard started.error == 0 else {
      throw Failure("\(arguments[0]) can't be started: \(String(cString: strerror(started.error)))")
    }
    pid = started.pid
    lifetime = output.reader.descriptor
    state = Mutex(State(output: output.reader, errors: errors.reader))
  }

  private static func start(
    _ arguments: [String], _ input: String, _ output: Int32, _ errors: Int32, _ environment: [String]
  ) -> (pid: pid_t, error: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    SpawnActions.closeInherited(&actions)
    // The launcher's thread blocks signals, which a program would inherit.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let words = arguments.map { strdup($0) }
    let variables = environment.map { strdup($0) }
    defer { for text in words + variables { free(text) } }
    var pid: pid_t = 0
    let error = posix_spawnp(&pid, arguments[0], &actions, &attributes, words + [nil], variables + [nil])
    return (pid, error)
  }

  /// What every program gets: nothing of this terminal, nothing of the service manager.
  static var environment: [String] {
    ["PATH=\(getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin")", "LC_ALL=C"]
  }

  deinit {
    state.withLock { state in
      if state.ended == nil {
        Glibc.kill(pid, SIGKILL)
        _ = Self.wait(for: pid)
      }
      close(state.output.descriptor)
      close(state.errors.descriptor)
    }
  }

  func signal(_ number: Int32) { Glibc.kill(pid, number) }

  /// Reads its standard error until these words are in it.
  ///
  /// - Returns: all of it so far.
  @discardableResult
  func said(_ words: String) async throws -> String { try await waitFor(words, in: \.errors) }

  /// Reads its standard output until these words are in it.
  ///
  /// - Returns: all of it so far.
  @discardableResult
  func printed(_ words: String) async throws -> String { try await waitFor(words, in: \.output) }

  private func waitFor(
    _ words: String, in stream: any WritableKeyPath<State, Pipe.Reader> & Sendable
  ) async throws -> String {
    try await offPool { [self] in
      try state.withLock { state in
        let deadline = Deadline(.seconds(20))
        while !state[keyPath: stream].text.contains(words) {
          guard try state[keyPath: stream].read(until: deadline) else {
            throw Failure("program \(pid) ended without \"\(words)\": \(state.output.text)\(state.errors.text)")
          }
        }
        return state[keyPath: stream].text
      }
    }
  }

  /// Waits for its end.
  func end(within limit: Duration = .seconds(30)) async throws -> Ended {
    try await offPool { [self] in
      try state.withLock { state in
        if let ended = state.ended { return ended }
        let deadline = Deadline(limit)
        while !(state.output.isAtEnd && state.errors.isAtEnd) {
          var waited = [state.output, state.errors].filter { !$0.isAtEnd }.map(\.pollDescriptor)
          try deadline.poll(&waited, for: "the end of program \(pid); it wrote: \(state.errors.text)")
          for entry in waited where entry.revents != 0 {
            if entry.fd == state.output.descriptor { state.output.take() } else { state.errors.take() }
          }
        }
        let status = Self.wait(for: pid)
        // The lower seven bits are the signal (wait(2)); the macros don't come over from C.
        let signal = status & 0x7f
        let ended = Ended(
          code: signal == 0 ? status >> 8 & 0xff : nil, signal: signal == 0 ? nil : signal, output: state.output.text,
          errors: state.errors.text)
        state.ended = ended
        return ended
      }
    }
  }

  private static func wait(for pid: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) == -1, errno == EINTR {}
    return status
  }
}
