package import LockerDomain

/// Strikes a notice's code, numbers and text out of what an answer's body says, before anybody keeps it.
package struct Redaction: Hashable, Sendable {
  /// At most this much of a body is kept, in bytes of UTF-8.
  package static let longestBody = 2048

  private static let mark = Array("***".utf8)
  /// How much of a secret has to stand at the end of a body that was cut there to be struck out too.
  private static let shortestCut = 3

  /// Each secret in each way it may be written in a body, in lower case, the longest first.
  private let literals: [[UInt8]]
  /// The digits of phone numbers, with and without the country code +1.
  private let numbers: [[UInt8]]

  package init(secrets: [String], numbers: [PhoneNumber]) {
    let spellings = Set(secrets.filter { !$0.isEmpty }.flatMap(Self.spellings))
    literals = spellings.map { $0.utf8.map(Self.lowercased) }
      .sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
    self.numbers = numbers.flatMap { number -> [[UInt8]] in
      let digits = Array(number.text.utf8.dropFirst())
      return digits.count == 11 && digits.first == UInt8(ascii: "1") ? [digits, Array(digits.dropFirst())] : [digits]
    }
  }

  init(of message: Message, code: String?) {
    self.init(secrets: [message.text] + (code.map { [$0] } ?? []), numbers: [message.from, message.to])
  }

  /// The body as text a terminal can show, secrets struck out, cut to `longestBody`.
  package func strike(_ body: [UInt8]) -> String {
    var kept: [UInt8] = []
    var rest = body[...]
    while let byte = rest.first {
      if let length = secret(at: rest) {
        if !kept.hasSuffix(Self.mark) { kept += Self.mark }
        rest = rest.dropFirst(length)
      } else {
        kept.append(byte)
        rest = rest.dropFirst()
      }
    }
    return Self.shown(String(decoding: kept, as: UTF8.self))
  }

  /// How many bytes of a secret stand here.
  private func secret(at bytes: ArraySlice<UInt8>) -> Int? {
    for literal in literals {
      let length = min(literal.count, bytes.count)
      guard length == literal.count || length >= Self.shortestCut else { continue }
      if zip(literal, bytes).allSatisfy({ $0 == Self.lowercased($1) }) { return length }
    }
    return numbers.lazy.compactMap { Self.length(of: $0, at: bytes) }.first
  }

  /// How many bytes a phone number takes that begins here, in whatever way its digits are grouped.
  private static func length(of digits: [UInt8], at bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first, first == digits[0] || first == UInt8(ascii: "(") || first == UInt8(ascii: "+") else {
      return nil
    }
    var next = 0
    for index in bytes.indices {
      switch bytes[index] {
      case digits[next]:
        next += 1
        if next == digits.count { return index - bytes.startIndex + 1 }
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"),
        UInt8(ascii: "+"):
        continue
      default: return nil
      }
    }
    return nil
  }

  /// As it is, and as the encoders of JSON write it: with or without escaped slashes, with or without characters
  /// outside ASCII.
  private static func spellings(of secret: String) -> Set<String> {
    var spellings: Set = [secret]
    for escapesSlash in [false, true] {
      for isASCII in [false, true] {
        spellings.insert(escaped(secret, escapesSlash: escapesSlash, isASCII: isASCII))
      }
    }
    return spellings
  }

  private static func escaped(_ text: String, escapesSlash: Bool, isASCII: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "/" where escapesSlash: result += "\\/"
      case _ where scalar.value < 0x20 || (isASCII && scalar.value > 0x7e):
        for unit in String(scalar).utf16 {
          let hex = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Control characters replaced, since what Prokeep or a box in between sends must not steer a technician's terminal.
  private static func shown(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
      let scalar: Unicode.Scalar = isControl ? "\u{FFFD}" : scalar
      length += UTF8.width(scalar)
      guard length <= longestBody else { break }
      shown.append(scalar)
    }
    return String(shown)
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}
