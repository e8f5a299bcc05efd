/// A name in a capture: one word of ASCII, whatever is in it. All bytes that are no visible ASCII, `%`, and a `-` in front
/// are written as `%` and two hexadecimal digits. Control characters are not read back.
enum CaptureWord {
  static func text(_ name: String) -> String {
    guard !name.isEmpty else { return "%" }
    var text: [UInt8] = []
    for byte in name.utf8 {
      let isPlain = byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "%")
      if isPlain, !(text.isEmpty && byte == UInt8(ascii: "-")) {
        text.append(byte)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += Array("%\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads what `text` writes, and nothing else.
  static func name(_ word: Substring) -> String? {
    guard word != "%" else { return "" }
    var bytes: [UInt8] = []
    var rest = word.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let value = UInt8(Substring(rest.prefix(2)), radix: 16) else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard let read = String(validating: bytes, as: UTF8.self), text(read) == word, !hasControls(read) else {
      return nil
    }
    return read
  }

  /// A file from somebody else must not command the terminal on which it is shown.
  static func hasControls(_ text: some StringProtocol) -> Bool {
    text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
