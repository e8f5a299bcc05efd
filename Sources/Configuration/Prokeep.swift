package import LockerDomain

extension Configuration {
  /// `prokeep`: how texts leave.
  package struct Prokeep: Hashable, Sendable {
    /// Who gets texts.
    package enum Mode: Hashable, Sendable {
      case live
      /// Only these; at least one.
      case pilot([PhoneNumber])
      case dryRun
    }

    /// What happens to a text after an attempt whose end nobody could see.
    package enum OnAmbiguous: String, CaseIterable, Hashable, Sendable { case resend, hold }

    /// How fast the outbox is drained.
    package struct Pace: Hashable, Sendable {
      package let perSecond: Double
      package let burst: Int
    }

    /// Without the `/messages` and without a slash at its end. https, or http to a literal loopback address.
    package let url: String
    package let from: PhoneNumber
    package let credentialsFile: String
    package let mode: Mode
    package let pace: Pace
    package let onAmbiguous: OnAmbiguous
    /// The longest wait between two attempts.
    package let retryCap: Duration
    /// Over how long a fleet spreads its first attempts after a long outage.
    package let splay: Duration
    /// How long a ready text is worth sending.
    package let readyLifetime: Duration
    package let caFile: String?
    /// `http`, `https`, `socks5` or `socks5h` with host and port.
    package let proxy: String?
  }
}

extension Configuration.Prokeep {
  private enum ModeName: String, CaseIterable { case live, pilot, dryRun = "dry-run" }

  init?(_ node: Node, _ report: Report) {
    guard let section = Section(node, keys: Schema.prokeep, report) else { return nil }
    let url = section.required("url", "https://NAME.prokeep.com/rest/v1")
      .flatMap { Self.address($0, report, refusal: \.refusalAsEndpoint) }
    let from = section.required("from", "\"+12015550123\"")?.phone(report)
    let credentials = section.required(
      "credentials_file", "/run/credentials/locker-agent.service/prokeep")?.path(report)
    if let credentials, let place = section["credentials_file"],
      let warning = report.surroundings.doubtAboutCredentials(credentials)
    {
      report.warning(warning, at: place)
    }
    let caFile = section["ca_file"]?.path(report)
    if let caFile, let place = section["ca_file"], let warning = report.surroundings.doubtAboutCertificates(caFile) {
      report.warning(warning, at: place)
    }
    let proxy = section["proxy"].flatMap { Self.address($0, report, refusal: \.refusalAsProxy) }
    let mode = Self.mode(section)
    let pace = Pace(section["pace"], report)
    let onAmbiguous = section.choice("on_ambiguous", default: OnAmbiguous.resend)
    let retryCap = section.seconds("retry_cap_s", in: 1...3600, default: 60)
    let splay = section.seconds("splay_s", in: 0...3600, default: 30)
    let readyLifetime = section.hours("ready_ttl_h", in: 1...8760, default: 72)
    guard let url, let from, let credentials, let mode else { return nil }
    self.init(
      url: url, from: from, credentialsFile: credentials, mode: mode, pace: pace, onAmbiguous: onAmbiguous,
      retryCap: retryCap, splay: splay, readyLifetime: readyLifetime, caFile: caFile, proxy: proxy)
  }

  private static func mode(_ section: Section) -> Mode? {
    // The numbers are read in every mode: an error in them shouldn't wait for the day the mode changes.
    let list = section["pilot_numbers"]
    let numbers = list?.list(of: "number", section.report)?.compactMap { $0.phone(section.report) }
    switch section.choice("mode", default: ModeName.live) {
    case .live: return .live
    case .dryRun: return .dryRun
    case .pilot:
      if let numbers, !numbers.isEmpty { return .pilot(numbers) }
      // A list whose entries are all wrong has been reported.
      if let list, case .sequence(let entries) = list.content, !entries.isEmpty { return nil }
      if let place = list ?? section["mode"] {
        section.report.error(
          "`mode: pilot` sends to `pilot_numbers` only, and there are none; write `pilot_numbers: [\"+12015550199\"]`",
          at: place)
      }
      return nil
    }
  }

  private static func address(_ node: Node, _ report: Report, refusal: (WebAddress) -> String?) -> String? {
    guard let text = node.text(report, upTo: 2048) else { return nil }
    switch WebAddress.parse(text) {
    case .failure(let problem):
      report.error("`\(node.label)` \(problem.message)", at: node)
    case .success(let address):
      guard let reason = refusal(address) else { return address.text }
      report.error("`\(node.label)` \(reason)", at: node)
    }
    return nil
  }
}

extension Configuration.Prokeep.Pace {
  fileprivate init(_ node: Node?, _ report: Report) {
    let section = node.flatMap { Section($0, keys: Schema.pace, report) } ?? .absent(report)
    perSecond = section["per_second"]?.decimal(in: 0.01...10_000, report) ?? 1
    burst = section.whole("burst", in: 1...1000, default: 5)
  }
}
