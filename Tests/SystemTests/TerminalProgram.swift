import Glibc
import Simulation
import Synchronization
import TestSupport

/// A program on a terminal of its own, with somebody who looks at the screen; killed when nobody is interested any more.
final class TerminalProgram: Sendable {
  private struct State {
    var screen: TerminalModel
    /// As waitpid(2) gives it; nil while it runs.
    var status: Int32?
  }

  let pid: pid_t
  private let terminal: PseudoTerminal
  private let state: Mutex<State>

  init(_ arguments: [String], columns: Int, rows: Int) throws {
    terminal = try PseudoTerminal()
    state = Mutex(State(screen: TerminalModel(columns: columns, rows: rows)))
    try Self.makeCooked(terminal.path)
    Self.setSize(terminal.controller, columns: columns, rows: rows)
    pid = try Self.spawn(arguments, on: terminal.path)
  }

  deinit {
    if state.withLock({ $0.status }) == nil {
      kill(pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
  }

  func signal(_ number: Int32) { kill(pid, number) }

  func type(_ keys: String) { terminal.write(Array(keys.utf8)) }

  /// Another size: the kernel tells the program.
  func resize(columns: Int, rows: Int) {
    state.withLock {
      $0.screen.resize(columns: columns, rows: rows)
      Self.setSize(terminal.controller, columns: columns, rows: rows)
    }
  }

  /// Whether the terminal gives a program whole lines and shows what is typed.
  var isCooked: Bool {
    var settings = termios()
    tcgetattr(terminal.controller, &settings)
    let wanted = tcflag_t(ICANON) | tcflag_t(ECHO)
    return settings.c_lflag & wanted == wanted
  }

  /// Looks on until the screen is as wanted.
  @discardableResult
  func shows(
    _ what: String, _ isWanted: @escaping @Sendable (TerminalModel) -> Bool
  ) async throws -> TerminalModel {
    try await offPool { [self] in
      try state.withLock { state in
        let deadline = Deadline(.seconds(30))
        while !isWanted(state.screen) {
          var waited = [pollfd(fd: terminal.controller, events: Int16(POLLIN), revents: 0)]
          try deadline.poll(&waited, for: "\(what); there is:\n\(state.screen.lines.joined(separator: "\n"))")
          state.screen.take(terminal.read())
        }
        return state.screen
      }
    }
  }

  /// Waits for its end.
  ///
  /// - Returns: its exit code, nil when a signal ended it, and what the screen showed in the end.
  func end() async throws -> (code: Int32?, screen: TerminalModel) {
    try await offPool { [self] in
      var status: Int32 = 0
      while waitpid(pid, &status, 0) == -1, errno == EINTR {}
      return state.withLock { state in
        state.status = status
        while true {
          let bytes = terminal.read()
          if bytes.isEmpty { break }
          state.screen.take(bytes)
        }
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : nil, state.screen)
      }
    }
  }

  /// As a shell leaves it: lines, echo, Ctrl-C a signal.
  private static func makeCooked(_ path: String) throws {
    let descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure("\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var settings = termios()
    tcgetattr(descriptor, &settings)
    settings.c_lflag |= tcflag_t(ICANON) | tcflag_t(ECHO) | tcflag_t(ISIG)
    settings.c_iflag |= tcflag_t(ICRNL)
    settings.c_oflag |= tcflag_t(OPOST) | tcflag_t(ONLCR)
    tcsetattr(descriptor, TCSANOW, &settings)
  }

  private static func setSize(_ terminal: Int32, columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
  }

  /// In a session of its own: the terminal that it opens first becomes its own, with Ctrl-C and changes of size.
  private static func spawn(_ arguments: [String], on path: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
    SpawnActions.closeInherited(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // POSIX_SPAWN_SETSID, which spawn.h keeps for GNU sources.
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | newSession)
    let words = arguments.map { strdup($0) }
    let variables = (Program.environment + ["TERM=xterm", "TZ=UTC"]).map { strdup($0) }
    defer { for text in words + variables { free(text) } }
    var pid: pid_t = 0
    let error = posix_spawn(&pid, arguments[0], &actions, &attributes, words + [nil], variables + [nil])
    guard error == 0 else { throw Failure("\(arguments[0]) can't be started: \(String(cString: strerror(error)))") }
    return pid
  }
}
