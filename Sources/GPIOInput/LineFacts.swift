import CGPIO

/// What the kernel tells about a line, whoever holds it.
package struct LineFacts: Hashable, Sendable {
  package enum Direction: String, Hashable, Sendable { case input, output }

  package var offset: Int
  package var name: String?
  /// Who holds it, in the holder's own words; a kernel driver's may be missing.
  package var consumer: String?
  package var isUsed: Bool
  package var direction: Direction

  init(offset: Int, info: cgpio_line_info) {
    self.offset = offset
    name = Self.text(info.name)
    consumer = Self.text(info.consumer)
    isUsed = info.is_used
    direction = info.is_output ? .output : .input
  }

  private static func text<Characters>(_ characters: Characters) -> String? {
    let text = withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return text.isEmpty ? nil : text
  }
}
