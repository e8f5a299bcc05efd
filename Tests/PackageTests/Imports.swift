/// The modules that a Swift source imports; `package import struct Module.Name` imports `Module`.
func importedModules(in source: String) -> [String] {
  let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
  let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
  return source.split(whereSeparator: \.isNewline).compactMap { line in
    let words = line.split(whereSeparator: \.isWhitespace)
      .drop { modifiers.contains($0) || $0.hasPrefix("@") }
    guard words.first == "import" else { return nil }
    return words.dropFirst().drop { kinds.contains($0) }.first?.split(separator: ".").first.map(String.init)
  }
}
