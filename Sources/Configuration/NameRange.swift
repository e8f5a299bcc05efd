/// `B2..B16`: compartments that differ in their number.
struct NameRange: Equatable {
  struct Problem: Error, Equatable { let message: String }

  /// More doors than any bank has; keeps a slip of the finger from filling the memory.
  private static let most = 500

  let names: [String]

  init(_ text: String) throws(Problem) {
    let bytes = Array(text.utf8)
    let dot = UInt8(ascii: ".")
    guard let dots = bytes.indices.first(where: { bytes[$0...].starts(with: [dot, dot]) }) else {
      throw Problem(message: "`names` is a range like B2..B16; for one compartment write `name: \(text.shortened)`")
    }
    let (prefix, first) = Self.split(bytes[..<dots])
    let (otherPrefix, last) = Self.split(bytes[(dots + 2)...])
    guard let from = Int(first), let to = Int(last), prefix == otherPrefix else {
      throw Problem(
        message: "`\(text.shortened)` is no range; both ends have the same letters and then a number, like B2..B16")
    }
    guard from <= to else {
      throw Problem(message: "`\(text.shortened)` runs backwards; write \(prefix)\(last)..\(otherPrefix)\(first)")
    }
    guard to - from < Self.most else {
      throw Problem(message: "`\(text.shortened)` has more than \(Self.most) compartments")
    }
    // B01..B16 keeps its zeros.
    let width = first.hasPrefix("0") ? first.utf8.count : 0
    guard width == 0 || width == last.utf8.count else {
      throw Problem(
        message: "`\(text.shortened)` has ends of different length; write as many digits on both, like B01..B16")
    }
    names = (from...to).map { number in
      let digits = String(number)
      return prefix + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
  }

  /// The digits at the end, and what stands before them.
  private static func split(_ bytes: ArraySlice<UInt8>) -> (prefix: String, digits: String) {
    let digits = bytes.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
    return (
      String(decoding: bytes.dropLast(digits), as: UTF8.self), String(decoding: bytes.suffix(digits), as: UTF8.self)
    )
  }
}
