/// Texts one behind the other, each with its length in bytes in front (32 bits, big-endian; all ones for none at all).
enum TextList {
  static func bytes(of texts: [String?]) -> [UInt8] {
    var bytes: [UInt8] = []
    for text in texts {
      let count = text.map { UInt32($0.utf8.count) } ?? .max
      withUnsafeBytes(of: count.bigEndian) { bytes += $0 }
      if let text { bytes += text.utf8 }
    }
    return bytes
  }

  /// Nil when the bytes are no such list.
  static func texts(in bytes: [UInt8]) -> [String?]? {
    var texts: [String?] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      guard rest.count >= 4 else { return nil }
      let count = rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      rest = rest.dropFirst(4)
      guard count != .max else {
        texts.append(nil)
        continue
      }
      guard rest.count >= Int(count), let text = String(validating: rest.prefix(Int(count)), as: UTF8.self) else {
        return nil
      }
      texts.append(text)
      rest = rest.dropFirst(Int(count))
    }
    return texts
  }
}
