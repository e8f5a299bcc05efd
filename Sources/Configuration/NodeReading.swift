import LockerDomain

/// Typed reading: the schema says what is wanted, nothing is guessed. Each returns nil after it has reported why.
extension Node {
  /// The longest text that is taken where nothing else is said; an address with its directions fits.
  static let longestText = 160

  /// - Parameter isShown: whether messages may repeat it; phone numbers stay off screens and logs.
  func text(_ report: Report, upTo longest: Int = longestText, isShown: Bool = true) -> String? {
    guard let text = anyText(report, isShown: isShown) else { return nil }
    if text.isEmpty {
      report.error("`\(label)` is empty; write a text between the quotes", at: self)
    } else if let hidden = text.unicodeScalars.first(where: { !$0.isVisible }) {
      report.error(
        "`\(label)` holds the control or invisible character \(hidden.codePoint); write it without", at: self)
    } else if text.first == " " || text.last == " " {
      report.error("`\(label)` begins or ends with a space; write it without", at: self)
    } else if text.count > longest {
      report.error("`\(label)` has \(text.count) characters; at most \(longest) are taken", at: self)
    } else {
      return text
    }
    return nil
  }

  /// Any text, empty and of several lines too.
  func anyText(_ report: Report, isShown: Bool = true) -> String? {
    guard case .scalar(let text, let style) = content else {
      mismatch("a text", report)
      return nil
    }
    guard style == .plain else { return text }
    switch PlainWord(text) {
    case .text: return text
    case .nothing: missingValue(report)
    case .boolean: misread(text, as: "a boolean", isShown: isShown, report)
    case .whole, .decimal: misread(text, as: "a number", isShown: isShown, report)
    }
    return nil
  }

  /// A whole number. `unit` is added to the range in messages.
  func whole(in range: ClosedRange<Int>, unit: String = "", _ report: Report) -> Int? {
    let span =
      range.count == 2
      ? "\(range.lowerBound) or \(range.upperBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    let wanted = unit.isEmpty ? span : "\(span) \(unit)"
    guard let (text, word) = number(wanted, report) else { return nil }
    guard word == .whole else {
      report.error("`\(label)` is \(text.shortened); write \(wanted)", at: self)
      return nil
    }
    guard let number = Int(text), range.contains(number) else {
      report.error("`\(label)` is \(text.shortened), out of range; write \(wanted)", at: self)
      return nil
    }
    return number
  }

  /// A number that may have decimals.
  func decimal(in range: ClosedRange<Double>, _ report: Report) -> Double? {
    let wanted = "a number from \(Self.written(range.lowerBound)) to \(Self.written(range.upperBound))"
    guard let (text, _) = number(wanted, report) else { return nil }
    guard let number = Double(text), range.contains(number) else {
      report.error("`\(label)` is \(text.shortened), out of range; write \(wanted)", at: self)
      return nil
    }
    return number
  }

  /// One of the words of a closed list.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(_ type: Choice.Type, _ report: Report) -> Choice? {
    let words = type.allCases.map(\.rawValue)
    guard case .scalar(let text, let style) = content, !(text.isEmpty && style == .plain) else {
      mismatch("one of \(Spelling.list(words, last: "or"))", report)
      return nil
    }
    if let choice = Choice(rawValue: text) { return choice }
    report.error(
      "`\(label)` can't be `\(text.shortened)`; write \(Spelling.list(words, last: "or"))"
        + Spelling.hint(for: text, in: words), at: self)
    return nil
  }

  /// A path from the root on: the daemon's own folder is no base that a person would guess.
  func path(_ report: Report) -> String? {
    guard let path = text(report, upTo: 4095) else { return nil }
    guard path.hasPrefix("/"), path.last != "/" else {
      report.error("`\(label)` is the whole path of a file, beginning with `/`; `\(path.shortened)` isn't", at: self)
      return nil
    }
    return path
  }

  func phone(_ report: Report) -> PhoneNumber? {
    guard let text = text(report, isShown: false) else { return nil }
    do throws(InvalidValue) {
      return try PhoneNumber(text, field: label)
    } catch {
      report.error("`\(label)`: \(error.message)", at: self)
      return nil
    }
  }

  /// The entries of a list.
  func list(of entry: String, _ report: Report) -> [Node]? {
    if case .sequence(let entries) = content { return entries }
    mismatch("a list; write each \(entry) behind `- ` on its own line", report)
    return nil
  }

  func mismatch(_ wanted: String, _ report: Report) {
    switch content {
    case .refused: return
    case .scalar("", .plain): missingValue(report)
    case .scalar, .sequence, .mapping:
      let subject = path.isEmpty ? "the file" : "`\(label)`"
      report.error("\(subject) is \(kind) here, and should be \(wanted)", at: self)
    }
  }

  private static func written(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }

  private func misread(_ text: String, as kind: String, isShown: Bool, _ report: Report) {
    let (subject, remedy) =
      isShown ? ("`\(text.shortened)`", "write \"\(text.shortened)\"") : ("this", "put it in quotes")
    report.error("\(subject) without quotes is \(kind), and `\(label)` is a text; \(remedy)", at: self)
  }

  private func missingValue(_ report: Report) {
    report.error("`\(label)` has no value; write one after the colon, or remove the key", at: self)
  }

  private func number(_ wanted: String, _ report: Report) -> (String, PlainWord)? {
    guard case .scalar(let text, let style) = content else {
      mismatch(wanted, report)
      return nil
    }
    let word = PlainWord(text)
    switch (word, style) {
    case (.nothing, .plain): missingValue(report)
    case (.whole, .plain), (.decimal, .plain):
      guard let plain = PlainWord.withoutFrills(text) else { return (text, word) }
      report.error(
        "`\(label)` is written `\(text.shortened)`, which programs read differently; write \(plain.shortened)", at: self
      )
    case (.whole, _), (.decimal, _):
      report.error(
        "the quotes make `\(label)` a text, and a number is wanted; write \(text.shortened) without quotes", at: self)
    case (.text, _), (.boolean, _), (.nothing, _):
      report.error("`\(label)` can't be `\(text.shortened)`; write \(wanted)", at: self)
    }
    return nil
  }
}

extension String {
  /// What a message shows of a value that may be of any length.
  var shortened: String { count <= 60 ? self : prefix(57) + "..." }
}
