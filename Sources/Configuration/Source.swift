/// The text of the file, line by line, to find the place of something inside a value.
struct Source {
  private let lines: [[Unicode.Scalar]]

  init(_ bytes: [UInt8]) {
    lines = String(decoding: bytes, as: UTF8.self).unicodeScalars
      .split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
  }

  /// A line without its indentation and comment, and the column in which it begins.
  func words(ofLine number: Int) -> (text: String, column: Int) {
    guard lines.indices.contains(number - 1) else { return ("", 1) }
    let line = lines[number - 1]
    let indentation = line.prefix { $0 == " " || $0 == "\t" || $0 == "\r" }.count
    let comment = line.indices.first { line[$0] == "#" && ($0 == indentation || line[$0 - 1] == " ") } ?? line.count
    return (String(String.UnicodeScalarView(line[indentation..<max(comment, indentation)])), indentation + 1)
  }

  /// What stands at a place; nil behind the last one.
  func scalar(at mark: Mark) -> Unicode.Scalar? {
    guard lines.indices.contains(mark.line - 1) else { return nil }
    return lines[mark.line - 1].dropFirst(mark.column - 1).first
  }

  /// The place of the `offset`th scalar of a value. Where folding or escapes make that unsure, the place of the value.
  func mark(of offset: Int, in text: String, _ style: Node.Style, at start: Mark) -> Mark {
    let before = Array(text.unicodeScalars.prefix(offset))
    switch style {
    case .plain, .singleQuoted, .doubleQuoted:
      let column = start.column + (style == .plain ? 0 : 1)
      guard lines.indices.contains(start.line - 1), lines[start.line - 1].dropFirst(column - 1).starts(with: before)
      else { return start }
      return Mark(line: start.line, column: column + offset)
    case .literal:
      // The text begins on the line after the `|`, and keeps its line breaks.
      let parts = before.split(separator: "\n", omittingEmptySubsequences: false)
      let line = start.line + parts.count
      guard lines.indices.contains(line - 1), let last = parts.last else { return start }
      let indentation = lines[line - 1].prefix { $0 == " " }.count
      guard lines[line - 1].dropFirst(indentation).starts(with: last) else { return start }
      return Mark(line: line, column: indentation + last.count + 1)
    case .folded:
      return start
    }
  }
}
