/// The `Retry-After` field of an answer (RFC 9110, 10.2.3).
enum RetryAfter {
  /// How long Prokeep wants to be left alone, or nil if the field says nothing usable.
  ///
  /// A date is taken relative to the same answer's `Date` field, so the board's own clock, which may be at 1970 or step
  /// meanwhile, has no say. Without a `Date` field a date is ignored and the usual backoff applies.
  static func parse(_ field: String, answeredAt date: String?) -> Duration? {
    let field = field.drop { $0 == " " || $0 == "\t" }
    if field.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), !field.isEmpty {
      // More digits than fit mean the longest time there is.
      return .seconds(Int64(field).map { min($0, longest) } ?? longest)
    }
    guard let until = HTTPDate.parse(String(field)), let now = date.flatMap(HTTPDate.parse) else { return nil }
    return .seconds(min(max(until - now, 0), longest))
  }

  /// A year, in seconds: keeps the arithmetic of moments from overflowing. Policy sets the bound that counts.
  private static let longest: Int64 = 365 * 86_400
}
