extension Character {
  /// How many columns of a terminal it takes.
  var columns: Int {
    guard let first = unicodeScalars.first, unicodeScalars.contains(where: { !$0.isCombining }) else { return 0 }
    return first.isWide || first.properties.isEmojiPresentation ? 2 : 1
  }
}

extension String {
  /// How many columns of a terminal it takes.
  var columns: Int { reduce(0) { $0 + $1.columns } }

  /// As it may go to a terminal: what would move its cursor or change its colours is shown as a sign of its own.
  var harmless: String {
    String(map { $0.unicodeScalars.contains(where: \.isControl) ? "\u{FFFD}" : $0 })
  }

  /// Exactly so many columns: filled up with spaces, or cut with a `…`.
  func fitted(to width: Int) -> String {
    let cut = shortened(to: width)
    return cut + String(repeating: " ", count: width - cut.columns)
  }

  /// Broken between words into lines of at most so many columns, all but the first one indented. A longer word is cut.
  func wrapped(to width: Int, indent: Int) -> [String] {
    var lines: [String] = []
    var line: String?
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      let longer = line.map { "\($0) \(word)" } ?? String(word)
      if let full = line, longer.columns > width {
        lines.append(full)
        line = String(repeating: " ", count: indent) + word
      } else {
        line = longer
      }
    }
    return (lines + [line ?? ""]).map { $0.shortened(to: width) }
  }

  /// At most so many columns.
  func shortened(to width: Int) -> String {
    guard columns > width else { return self }
    guard width > 0 else { return "" }
    var used = 0
    let kept = prefix { character in
      used += character.columns
      return used < width
    }
    return kept + "…"
  }
}

extension Unicode.Scalar {
  fileprivate var isCombining: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: false
    }
  }

  fileprivate var isControl: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// The blocks of Unicode's EastAsianWidth.txt whose letters are W or F.
  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
