package import LockerDomain

extension Configuration {
  /// `notices`: the texts.
  package struct Notices: Hashable, Sendable {
    /// What a customer reads when everything is inside. The bank's facts fill all its placeholders about the bank.
    package let ready: NoticeTemplate
  }
}

extension Configuration.Notices {
  /// What is sent when the file doesn't say.
  private static let usual = NoticeTemplate.BuiltIn.parcelpending

  /// - Parameter bank: nil if it has errors; then nobody knows which facts it would have.
  init?(_ node: Node, bank: Configuration.Bank?, _ report: Report) {
    guard let section = Section(node, keys: Schema.notices, report) else { return nil }
    guard let ready = section["ready"] else {
      self.init(Self.usual, bank: bank, at: node, report)
      return
    }
    guard let notice = Section(ready, keys: Schema.notice, report) else { return nil }
    switch (notice["template"], notice["text"]) {
    case (let template?, nil):
      if case .mapping = template.content {
        guard let own = Section(template, keys: Schema.ownTemplate, report),
          let text = own.required("text", "\"Your order is ready. Code: {code}\"")
        else { return nil }
        self.init(text: text, bank: bank, report)
      } else {
        guard let name = template.choice(NoticeTemplate.BuiltIn.self, report) else { return nil }
        self.init(name, bank: bank, at: template, report)
      }
    case (nil, let text?): self.init(text: text, bank: bank, report)
    case (_?, let text?):
      report.error("`template` and `text` exclude each other; keep one of them", at: text)
      return nil
    case (nil, nil):
      _ = notice.required("template", "\(Self.usual)")
      return nil
    }
  }

  /// The file has no `notices`.
  static func standard(bank: Configuration.Bank?, at document: Node, _ report: Report) -> Configuration.Notices? {
    Configuration.Notices(usual, bank: bank, at: document, report)
  }

  private init?(_ name: NoticeTemplate.BuiltIn, bank: Configuration.Bank?, at node: Node, _ report: Report) {
    let template = NoticeTemplate.builtIn(name)
    guard Self.bankFills(template, bank, at: node, "the template `\(name)`", report) else { return nil }
    Self.warn(template, "the template `\(name)`", at: node, report)
    ready = template
  }

  private init?(text node: Node, bank: Configuration.Bank?, _ report: Report) {
    guard var text = node.anyText(report), case .scalar(_, let style) = node.content else { return nil }
    if let (offset, hidden) = text.unicodeScalars.enumerated().first(where: { !$1.isVisible && $1 != "\n" }) {
      let mark = report.source.mark(of: offset, in: text, style, at: node.mark)
      report.error(
        "the text holds the control or invisible character \(hidden.codePoint); write it without", at: mark,
        path: node.path)
      return nil
    }
    // A block of lines ends with a line break that nobody meant to send.
    while text.last == "\n" { text.removeLast() }
    do throws(NoticeTemplate.SyntaxError) {
      let template = try NoticeTemplate(text: text)
      guard Self.bankFills(template, bank, at: node, "the text", report) else { return nil }
      Self.warn(template, "the text", at: node, report)
      ready = template
    } catch {
      let mark = report.source.mark(of: error.offset, in: text, style, at: node.mark)
      report.error(Self.sentence(error.problem), at: mark, path: node.path)
      return nil
    }
  }

  private static func bankFills(
    _ template: NoticeTemplate, _ bank: Configuration.Bank?, at node: Node, _ subject: String, _ report: Report
  ) -> Bool {
    guard let bank, template.placeholders.contains(.location), bank.location == nil else { return true }
    report.error(
      "\(subject) says `{location}`, and `bank` has no `location`; write one there, as a customer finds it", at: node)
    return false
  }

  private static func warn(_ template: NoticeTemplate, _ subject: String, at node: Node, _ report: Report) {
    if template.mentionsBarcode {
      report.warning(
        "\(subject) mentions a barcode, but no picture is configured: the customer would get none. Write your own text instead: {text: \"...\"}",
        at: node)
    }
    if !template.placeholders.contains(.code) {
      report.warning("\(subject) doesn't say `{code}`: the customer wouldn't know how to open the door", at: node)
    }
  }

  private static func sentence(_ problem: NoticeTemplate.SyntaxError.Problem) -> String {
    let known = NoticeTemplate.Placeholder.allCases.map(\.rawValue)
    let list = known.map { "{\($0)}" }
    switch problem {
    case .empty: return "the text is empty; write what the customer shall read"
    case .unclosed: return "this `{` has no `}`; write a placeholder like {code}, or `{{` for the brace itself"
    case .unopened: return "this `}` has no `{`; write `}}` for the brace itself"
    case .unknown("phone"):
      return "`{phone}` is not offered: the text goes to that phone anyway (known: \(Spelling.list(list)))"
    case .unknown(let name):
      let meant = Spelling.nearest(to: String(name.filter { $0 != " " }), in: known)
      let hint = meant.map { "; did you mean `{\($0)}`?" } ?? ""
      return "`{\(name.shortened)}` is no placeholder\(hint) (known: \(Spelling.list(list)))"
    }
  }
}
