/// A time in a capture: seconds with six digits behind the point.
enum CaptureTime {
  /// What a time takes in its column; more when it is longer than a day.
  private static let width = 12

  static func text(_ time: Duration) -> String {
    let microseconds = time.components.seconds * 1_000_000 + time.components.attoseconds / 1_000_000_000_000
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    let digits = String(rest)
    return "\(seconds)." + String(repeating: "0", count: 6 - digits.count) + digits
  }

  static func column(_ time: Duration) -> String {
    let text = text(time)
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Reads what `text` writes.
  static func time(_ word: Substring) -> Duration? {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 6, parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }),
      // A hundred years are enough, and can be added up.
      let seconds = Int64(parts[0]), seconds <= 3_200_000_000, let microseconds = Int64(parts[1])
    else { return nil }
    return .microseconds(seconds * 1_000_000 + microseconds)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
