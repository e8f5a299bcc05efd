/// A date in a header field, in the three forms a recipient must take (RFC 9110, 5.6.7).
enum HTTPDate {
  /// Seconds since 1970, or nil if the text isn't a date. Day names are not compared with the date.
  static func parse(_ text: String) -> Int64? {
    let words = text.split(separator: " ")
    guard let first = words.first else { return nil }
    if first.hasSuffix(",") {
      guard words.last == "GMT" else { return nil }
      // Sun, 06 Nov 1994 08:49:37 GMT
      if words.count == 6 { return seconds(day: words[1], month: words[2], year: words[3], time: words[4]) }
      // Sunday, 06-Nov-94 08:49:37 GMT
      let parts = words.count == 4 ? words[1].split(separator: "-", omittingEmptySubsequences: false) : []
      guard parts.count == 3, parts[2].utf8.count == 2 else { return nil }
      return seconds(day: parts[0], month: parts[1], year: parts[2], time: words[2])
    }
    // Sun Nov  6 08:49:37 1994
    guard words.count == 5 else { return nil }
    return seconds(day: words[2], month: words[1], year: words[4], time: words[3])
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  private static func seconds(day: Substring, month: Substring, year: Substring, time: Substring) -> Int64? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], 2...2), let minute = number(clock[1], 2...2),
      let second = number(clock[2], 2...2), let day = number(day, 1...2), var year = number(year, 2...4),
      let month = months.firstIndex(where: { $0 == month })
    else { return nil }
    // 60 is a leap second.
    guard hour < 24, minute < 60, second <= 60, (1...31).contains(day) else { return nil }
    // A year of two digits lies at most 50 years ahead; fixed to this century's first half, which needs no clock.
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    return days(year: year, month: Int64(month) + 1, day: day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static func number(_ text: Substring, _ digits: ClosedRange<Int>) -> Int64? {
    let isDigits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return isDigits && digits.contains(text.utf8.count) ? Int64(text) : nil
  }

  /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March so that the leap day is last.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month > 2 ? year : year - 1
    let month = month > 2 ? month - 3 : month + 9
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468
  }
}
