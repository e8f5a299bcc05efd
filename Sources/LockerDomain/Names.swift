/// A value that a person typed and that can't be taken: which field, and how it should look.
package struct InvalidValue: Error, Hashable, Sendable {
  /// The field as the local API and the configuration name it, e.g. `customer.phone`.
  package var field: String
  /// A sentence: what is wrong and what to write.
  package var message: String

  package init(field: String, message: String) {
    self.field = field
    self.message = message
  }
}

/// The name of a compartment as it stands on its door: `A12`.
package struct CompartmentName: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let text: String

  package init(_ text: String, field: String = "compartments") throws(InvalidValue) {
    try TextRule.check(text, field: field)
    self.text = text
  }

  package var description: String { text }

  /// Natural order: `A2` before `A12`.
  package static func < (a: CompartmentName, b: CompartmentName) -> Bool { NaturalOrder.isLess(a.text, b.text) }
}

/// An order's number in the distributor's system: 1 to 64 of `A-Z a-z 0-9 . _ -`, but not `.` or `..` (it is a path segment).
package struct OrderNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let text: String

  package init(_ text: String) throws(InvalidValue) {
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard allowed, (1...64).contains(text.utf8.count), text != ".", text != ".." else {
      throw InvalidValue(
        field: "number",
        message: "an order number is 1 to 64 letters, digits, dots, underscores or hyphens, and not . or ..")
    }
    self.text = text
  }

  package var description: String { text }

  package static func < (a: OrderNumber, b: OrderNumber) -> Bool { NaturalOrder.isLess(a.text, b.text) }
}

/// A phone number in E.164: a plus sign, a country code and the number, 8 to 15 digits in all (ITU-T E.164, 6.2).
package struct PhoneNumber: Hashable, Sendable {
  package let text: String

  package init(_ text: String, field: String = "customer.phone") throws(InvalidValue) {
    let digits = text.utf8.dropFirst()
    guard text.utf8.first == UInt8(ascii: "+"), (8...15).contains(digits.count),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), digits.first != UInt8(ascii: "0")
    else {
      throw InvalidValue(
        field: field,
        message:
          "a phone number is written in E.164: a plus sign, the country code and 8 to 15 digits in all, no spaces, such as +12015550199"
      )
    }
    self.text = text
  }

  /// What screens and logs may show: the last two digits.
  package var masked: String { "+" + String(repeating: "*", count: text.utf8.count - 3) + text.suffix(2) }
}

/// What the customer types or scans at the bank. Opaque: leading zeros matter.
package struct PickupCode: Hashable, Sendable {
  package let text: String

  package init(_ text: String, field: String = "code") throws(InvalidValue) {
    try TextRule.check(text, field: field)
    self.text = text
  }

  /// What screens and logs may show: nothing but that there is one.
  package static let masked = "****"
}

/// The rule for text that people type and customers read: 1 to 64 characters, all visible.
package enum TextRule {
  package static let longest = 64

  package static func check(_ text: String, field: String) throws(InvalidValue) {
    guard !text.isEmpty else { throw InvalidValue(field: field, message: "it is empty") }
    // Scalars: a single letter as a reader sees it may be made of thousands.
    let length = text.unicodeScalars.count
    guard length <= longest else {
      throw InvalidValue(field: field, message: "it has \(length) characters; at most \(longest) are taken")
    }
    if let scalar = text.unicodeScalars.first(where: isInvisible) {
      let hex = String(scalar.value, radix: 16, uppercase: true)
      throw InvalidValue(
        field: field,
        message:
          "it holds the control or invisible character U+\(String(repeating: "0", count: max(0, 4 - hex.count)))\(hex); write it without"
      )
    }
    if text.first == " " || text.last == " " {
      throw InvalidValue(field: field, message: "it begins or ends with a space; write it without")
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
    default: false
    }
  }
}

/// Digits in names compare as numbers.
private enum NaturalOrder {
  static func isLess(_ a: String, _ b: String) -> Bool {
    var x = Array(a.utf8)[...]
    var y = Array(b.utf8)[...]
    while let p = x.first, let q = y.first {
      if isDigit(p), isDigit(q) {
        let m = number(&x)
        let n = number(&y)
        if m.count != n.count { return m.count < n.count }
        if m != n { return m.lexicographicallyPrecedes(n) }
      } else if p != q {
        return p < q
      } else {
        x.removeFirst()
        y.removeFirst()
      }
    }
    return x.count != y.count ? x.count < y.count : a < b
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// Takes the digits in front, leading zeros dropped.
  private static func number(_ bytes: inout ArraySlice<UInt8>) -> [UInt8] {
    let digits = bytes.prefix(while: isDigit)
    bytes = bytes.dropFirst(digits.count)
    return Array(digits.drop { $0 == 48 })
  }
}
