/// Bytes as people write them: `80 01 00 33 B2`.
package enum Hex {
  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
      if !text.isEmpty { text.append(UInt8(ascii: " ")) }
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads pairs of digits, with or without spaces, commas, colons or hyphens between them and `0x` before them.
  package static func bytes(_ text: String) throws(InvalidFrame) -> [UInt8] {
    var bytes: [UInt8] = []
    for word in text.split(whereSeparator: { " ,:-\t\n\r".contains($0) }) {
      let pairs = Array((word.hasPrefix("0x") || word.hasPrefix("0X") ? word.dropFirst(2) : word).utf8)
      guard pairs.count.isMultiple(of: 2) else {
        throw InvalidFrame(.oddDigits(String(word)))
      }
      for index in stride(from: 0, to: pairs.count, by: 2) {
        guard let high = value(pairs[index]), let low = value(pairs[index + 1]) else {
          throw InvalidFrame(.notHexadecimal(String(word)))
        }
        bytes.append(high << 4 | low)
      }
    }
    guard !bytes.isEmpty else {
      throw InvalidFrame(.noBytes)
    }
    return bytes
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
