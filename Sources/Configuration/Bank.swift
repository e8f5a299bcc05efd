package import LockerDomain

extension Configuration {
  /// `bank`: what this installation is called and where it stands.
  package struct Bank: Hashable, Sendable {
    /// 1 to 64 letters, digits, dots, underscores or hyphens; part of every idempotency key.
    package let id: String
    package let distributor: String
    /// The distributor unless it is given.
    package let account: String
    package let location: String?
    /// A file's name below the zoneinfo folder: `America/New_York`; `UTC` unless it is given.
    package let timeZone: String

    /// What the placeholders about the bank stand for.
    package var facts: [NoticeTemplate.Placeholder: String] {
      var facts: [NoticeTemplate.Placeholder: String] = [.bank: id, .distributor: distributor, .account: account]
      facts[.location] = location
      return facts
    }
  }
}

extension Configuration.Bank {
  init?(_ node: Node, _ report: Report) {
    guard let section = Section(node, keys: Schema.bank, report) else { return nil }
    let id = section.required("id", "gotham-1").flatMap { Self.id($0, report) }
    let distributor = section.required("distributor", "Gotham Electrical")?.text(report, upTo: TextRule.longest)
    let account = section["account"].map { $0.text(report, upTo: TextRule.longest) } ?? distributor
    let location = section["location"]?.text(report)
    let timeZone = section["time_zone"].map { Self.timeZone($0, report) } ?? "UTC"
    guard let id, let distributor, let account, let timeZone else { return nil }
    self.init(id: id, distributor: distributor, account: account, location: location, timeZone: timeZone)
  }

  private static func id(_ node: Node, _ report: Report) -> String? {
    guard let id = node.text(report, upTo: 64) else { return nil }
    let isPlain = id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isPlain else {
      report.error("a bank's `id` is made of letters, digits, `.`, `_` and `-`; write it like gotham-1", at: node)
      return nil
    }
    return id
  }

  /// The name becomes a path, so it must stay inside its folder.
  private static func timeZone(_ node: Node, _ report: Report) -> String? {
    guard let name = node.text(report) else { return nil }
    guard !name.hasPrefix("/"), !name.split(separator: "/", omittingEmptySubsequences: false).contains("..") else {
      report.error("a `time_zone` is a name such as America/New_York, not a path", at: node)
      return nil
    }
    if let warning = report.surroundings.doubtAboutTimeZone(name) { report.warning(warning, at: node) }
    return name
  }
}
