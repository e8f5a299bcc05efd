/// What a person types at a live screen.
enum TerminalKey: Equatable, Sendable {
  case up, down, pageUp, pageDown, top, bottom, quit

  /// The keys in what the terminal sent: a letter, or a sequence as of ECMA-48 and xterm. Others are passed over.
  static func read(_ bytes: [UInt8]) -> [TerminalKey] {
    var keys: [TerminalKey] = []
    var rest = bytes[...]
    while let first = rest.popFirst() {
      guard first == 0x1B, let kind = rest.first, kind == UInt8(ascii: "[") || kind == UInt8(ascii: "O") else {
        if let key = letter(first) { keys.append(key) }
        continue
      }
      rest = rest.dropFirst()
      let parameters = rest.prefix { (0x20...0x3F).contains($0) }
      rest = rest.dropFirst(parameters.count)
      if let last = rest.popFirst(), let key = sequence(Array(parameters), last) { keys.append(key) }
    }
    return keys
  }

  private static func letter(_ byte: UInt8) -> TerminalKey? {
    switch byte {
    case UInt8(ascii: "q"): .quit
    case UInt8(ascii: "k"): .up
    case UInt8(ascii: "j"): .down
    case UInt8(ascii: "b"): .pageUp
    case UInt8(ascii: " "): .pageDown
    case UInt8(ascii: "g"): .top
    case UInt8(ascii: "G"): .bottom
    default: nil
    }
  }

  private static func sequence(_ parameters: [UInt8], _ last: UInt8) -> TerminalKey? {
    switch (last, parameters.first) {
    case (UInt8(ascii: "A"), _): .up
    case (UInt8(ascii: "B"), _): .down
    case (UInt8(ascii: "H"), _): .top
    case (UInt8(ascii: "F"), _): .bottom
    case (UInt8(ascii: "~"), UInt8(ascii: "5")): .pageUp
    case (UInt8(ascii: "~"), UInt8(ascii: "6")): .pageDown
    default: nil
    }
  }
}
