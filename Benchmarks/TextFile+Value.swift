import Linux

extension TextFile {
  /// The value of a `Name: value` line.
  static func value(of name: String, in text: String) -> Substring? {
    text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
      .flatMap { $0.dropFirst(name.utf8.count + 1).split { $0 == " " || $0 == "\t" }.first }
  }
}
