/// What a value without quotes is, in this subset of YAML: only `true` and `false` are booleans, only decimal numbers numbers.
enum PlainWord: Equatable {
  case text, boolean, whole, decimal
  /// `key:` with nothing behind it, `~` or `null`.
  case nothing

  init(_ text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .nothing
    case "true", "false": self = .boolean
    default:
      var digits = Array(text.utf8)[...]
      if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
      let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let isNumber = parts.allSatisfy { part in
        !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      }
      switch (isNumber, parts.count) {
      case (true, 1): self = .whole
      case (true, 2): self = .decimal
      default: self = .text
      }
    }
  }

  /// The number without a plus sign and leading zeros (octal to some); nil when it has none of them.
  static func withoutFrills(_ number: String) -> String? {
    var rest = number[...]
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    while rest.first == "0", let second = rest.dropFirst().first, second != "." { rest.removeFirst() }
    let plain = (isNegative ? "-" : "") + rest
    return plain == number ? nil : plain
  }
}
