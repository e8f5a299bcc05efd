import Glibc

/// A wall time to the millisecond, written as RFC 3339 in UTC: `2026-07-29T12:34:56.789Z`.
package struct WallTime: Hashable, Comparable, Sendable {
  package let unixMilliseconds: Int64

  package init(unixMilliseconds: Int64) { self.unixMilliseconds = unixMilliseconds }

  package static func < (a: WallTime, b: WallTime) -> Bool { a.unixMilliseconds < b.unixMilliseconds }

  /// The time as RFC 3339 (section 5.6) in UTC with milliseconds.
  package var text: String {
    var (seconds, milliseconds) = unixMilliseconds.quotientAndRemainder(dividingBy: 1000)
    if milliseconds < 0 {
      seconds -= 1
      milliseconds += 1000
    }
    var clock = time_t(seconds)
    var parts = tm()
    gmtime_r(&clock, &parts)
    let date =
      "\(Int(parts.tm_year) + 1900, width: 4)-\(Int(parts.tm_mon) + 1, width: 2)-\(Int(parts.tm_mday), width: 2)"
    let time = "\(Int(parts.tm_hour), width: 2):\(Int(parts.tm_min), width: 2):\(Int(parts.tm_sec), width: 2)"
    return "\(date)T\(time).\(Int(milliseconds), width: 3)Z"
  }

  /// Reads what `text` writes; nil for anything else.
  package init?(text: String) {
    let pattern = Array("0000-00-00T00:00:00.000Z".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count == pattern.count else { return nil }
    var numbers = [0]
    for (byte, expected) in zip(bytes, pattern) {
      if expected == UInt8(ascii: "0") {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - UInt8(ascii: "0"))
      } else {
        guard byte == expected else { return nil }
        numbers.append(0)
      }
    }
    var parts = tm()
    parts.tm_year = Int32(numbers[0] - 1900)
    parts.tm_mon = Int32(numbers[1] - 1)
    parts.tm_mday = Int32(numbers[2])
    parts.tm_hour = Int32(numbers[3])
    parts.tm_min = Int32(numbers[4])
    parts.tm_sec = Int32(numbers[5])
    unixMilliseconds = Int64(timegm(&parts)) * 1000 + Int64(numbers[6])
    // timegm takes the 31st of February for the 3rd of March.
    guard self.text == text else { return nil }
  }
}

extension WallTime: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let time = WallTime(text: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time as 2026-07-29T12:34:56.789Z")
    }
    self = time
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension DefaultStringInterpolation {
  /// A number that is not negative, filled up with zeros in front.
  fileprivate mutating func appendInterpolation(_ number: Int, width: Int) {
    let digits = String(number)
    appendLiteral(String(repeating: "0", count: max(0, width - digits.count)) + digits)
  }
}
