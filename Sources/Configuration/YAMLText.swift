/// Values as they are written into a configuration.
enum YAMLText {
  /// `{a: 1, b: 2}`
  static func group(_ keys: [(String, String)]) -> String {
    "{" + keys.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
  }

  /// A text, in quotes where it would be read as something else without.
  static func written(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/"), PlainWord(text) == .text else {
      return false
    }
    return text.utf8.allSatisfy { isLetter($0) || "0123456789/_.-".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
