/// Where libyaml gave up, and its words for it.
struct SyntaxProblem: Error {
  /// Our own limit, in place of libyaml's words.
  static let tooDeep = "nested too deep"

  let words: String
  let mark: Mark
  /// Where the thing began that couldn't be finished.
  let context: Mark?

  /// The place to point at, and what is wrong and what to write there, for somebody who doesn't know libyaml's words
  /// (libyaml 0.2.5: scanner.c, parser.c, reader.c).
  func explained(in source: Source) -> (place: Mark, message: String) {
    switch words {
    case "mapping values are not allowed in this context": unexpectedColon(source)
    case "did not find expected key": unexpectedText(source)
    case "found character that cannot start any token": (mark, unexpectedSign(source))
    // What was opened and never closed is mended at its beginning, not at the end of the file.
    case "could not find expected ':'":
      (context ?? mark, "this key has no colon; write `key: value`")
    case "did not find expected ',' or ']'":
      (context ?? mark, "this `[` is never closed; write a comma between the entries and `]` at the end")
    case "did not find expected ',' or '}'":
      (context ?? mark, "this `{` is never closed; write a comma between the keys and `}` at the end")
    case "found unexpected end of stream":
      (context ?? mark, "this quote is never closed; write the same quote at the end of the text")
    default: (mark, message)
    }
  }

  private var message: String {
    switch words {
    case "did not find expected '-' indicator":
      "this is neither an entry of the list above nor a key of its last entry; begin it in the same column as its neighbours"
    case "found unknown escape character":
      "in double quotes a backslash begins an escape, and this is none; write \\\\ or put the text in single quotes"
    case "block sequence entries are not allowed in this context":
      "a list entry isn't expected here; write each `- ` on a line of its own below its key"
    case "did not find expected node content":
      "a value is missing here"
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected",
      "found a tab character where an intendation space is expected":
      Self.tab
    case "did not find expected <document start>":
      "only one document is taken, and nothing after it; remove what stands from here on"
    case "control characters are not allowed":
      "an invisible control character stands here; remove it"
    case "invalid leading UTF-8 octet", "invalid trailing UTF-8 octet", "incomplete UTF-8 octet sequence",
      "invalid length of a UTF-8 sequence", "invalid Unicode character":
      "this isn't UTF-8; save the file as UTF-8 text"
    case Self.tooDeep:
      "this is nested deeper than any configuration; write it as the documentation shows"
    default:
      "this isn't well-formed YAML (\(words))"
    }
  }

  private static let tab = "a tab stands where only spaces may; indent with spaces"

  /// The colon is seldom what is wrong: the line has another one, or the line above has none, or it is indented too far.
  private func unexpectedColon(_ source: Source) -> (Mark, String) {
    let here = source.words(ofLine: mark.line)
    if here.text.unicodeScalars.prefix(mark.column - here.column).contains(":") {
      return (mark, "a second colon on one line; put text that holds a colon in quotes")
    }
    let above = (1..<mark.line).reversed().lazy.map { (line: $0, words: source.words(ofLine: $0)) }
      .first { !$0.words.text.isEmpty }
    if let above, !Self.holdsKey(above.words.text) {
      return (
        Mark(line: above.line, column: above.words.column),
        "this line is no key; write `key: value`, with a space behind the colon"
      )
    }
    return (
      Mark(line: mark.line, column: here.column),
      "this line is indented deeper than the key above, which has its value already; begin all keys of one group in the same column"
    )
  }

  private static func holdsKey(_ line: String) -> Bool {
    let scalars = Array(line.unicodeScalars)
    return scalars.indices.contains { scalars[$0] == ":" && ($0 + 1 == scalars.count || scalars[$0 + 1] == " ") }
  }

  private func unexpectedText(_ source: Source) -> (Mark, String) {
    if source.words(ofLine: mark.line).column == mark.column {
      return (
        mark,
        "no group of keys begins in column \(mark.column); begin this line in the same column as its neighbours"
      )
    }
    return (
      mark,
      "nothing may follow a closing quote or bracket; if it belongs to the text, put the whole text in one pair of quotes"
    )
  }

  private func unexpectedSign(_ source: Source) -> String {
    switch source.scalar(at: mark) {
    case "\t"?: Self.tab
    case let sign?: "a value can't begin with `\(sign)`; put it in quotes"
    case nil: "a value is missing here"
    }
  }
}
