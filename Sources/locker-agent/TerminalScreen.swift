import ArgumentParser
import Glibc

/// The terminal while a live screen has it: another page than the one with the history, no cursor, no wrapping, keys
/// without Enter and without echo. `leave` gives all of that back, and must be called.
///
/// Sequences as of ECMA-48 and xterm, which every terminal emulator of today and the Linux console's kernel take; the
/// console has no second page and keeps the first.
final class TerminalScreen {
  private let before: termios?
  private var isEntered = false

  /// Whether standard output is one that can be drawn on.
  static var isThere: Bool {
    guard Screen.isTerminal, let kind = getenv("TERM").map({ String(cString: $0) }) else { return false }
    return !kind.isEmpty && kind != "dumb"
  }

  init() {
    var settings = termios()
    // Another program's keyboard is left alone: this one may be in the background.
    let isOurs = tcgetpgrp(STDIN_FILENO) == getpgrp() && tcgetattr(STDIN_FILENO, &settings) == 0
    before = isOurs ? settings : nil
  }

  /// Whether keys can be read from standard input.
  var hasKeys: Bool { before != nil }

  func enter() throws {
    if var settings = before {
      // Ctrl-C and Ctrl-Z stay signals.
      settings.c_lflag &= ~(tcflag_t(ICANON) | tcflag_t(ECHO))
      tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }
    isEntered = true
    try write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l")
  }

  /// Once or more often. A terminal that is gone needs nothing back.
  func leave() {
    guard isEntered else { return }
    isEntered = false
    try? write("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
    // What was typed ahead was meant for the screen, not for the shell.
    if var settings = before { tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) }
  }

  /// A terminal that doesn't know its size is taken for 80 by 24.
  var size: DoorTable.Size {
    var found = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &found) == 0, found.ws_col > 0, found.ws_row > 0 else {
      return DoorTable.Size(columns: 80, rows: 24)
    }
    return DoorTable.Size(columns: Int(found.ws_col), rows: Int(found.ws_row))
  }

  /// Draws over what is there, so that nothing flickers; what is left of longer lines and below is cleared.
  func show(_ lines: [ScreenLine]) throws {
    try write("\u{1B}[H" + lines.map { $0.sequence + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
  }

  private func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      let failure = errno
      if count < 0, failure == EINTR { continue }
      guard count >= 0 else { throw Status.tryLater }
      rest = rest.dropFirst(count)
    }
  }
}
