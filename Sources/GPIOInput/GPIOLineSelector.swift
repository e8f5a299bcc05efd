/// A line of a chip, as people point at it.
package enum GPIOLineSelector: Hashable, Sendable, CustomStringConvertible {
  /// Its number on the chip, from 0.
  case offset(Int)
  /// The name that device tree or driver gave it.
  case name(String)

  /// Digits are a number, anything else is a name.
  package init(_ text: String) {
    let isNumber = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    if isNumber, let offset = Int(text) { self = .offset(offset) } else { self = .name(text) }
  }

  package var description: String {
    switch self {
    case .offset(let offset): String(offset)
    case .name(let name): name
    }
  }
}
