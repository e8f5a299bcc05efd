import FoundationEssentials
import Glibc
import LocalAPI

/// What a command prints.
enum Screen {
  static let isTerminal = isatty(STDOUT_FILENO) == 1

  static func line(_ text: String = "") { print(text) }

  /// Whole lines.
  static func text(_ text: String) { print(text, terminator: "") }

  /// A question, whose answer is typed behind it; on standard error, where it gets in no answer's way.
  static func prompt(_ text: String) { writeError(text) }

  /// On standard error, with the program's name before it.
  static func error(_ text: String) { standardError("locker-agent: \(text)") }

  static func standardError(_ text: String) { writeError(text + "\n") }

  private static func writeError(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  /// One line of versioned JSON.
  static func json(_ value: some Encodable) throws {
    line(String(decoding: try WireJSON.answer(value), as: UTF8.self))
  }

  /// Columns as wide as their widest cell, with the titles above.
  static func table(_ titles: [String], _ rows: [[String]]) {
    for line in lines(titles, rows) { self.line(line) }
  }

  static func lines(_ titles: [String], _ rows: [[String]]) -> [String] {
    let all = [titles] + rows
    let widths = titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      let line = cells.joined(separator: "  ")
      return String(line.prefix(upTo: line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex))
    }
  }

  /// Everything that a pipe should have by now. When nobody reads it any more, the command ends.
  static func flush() {
    guard fflush(nil) != 0 else { return }
    error("its output can't be written: \(String(cString: strerror(errno)))")
    exit(EX_TEMPFAIL)
  }
}
