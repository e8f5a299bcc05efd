package import BoardProtocols

/// What a probe has found: who answers, how sure that is, and what to check where it isn't.
package struct ProbeVerdict: Hashable, Sendable {
  /// In falling order.
  package enum Certainty: String, CaseIterable, Hashable, Sendable {
    case sure, likely, unsure
  }

  package struct Board: Hashable, Sendable {
    package let address: Int
    /// How many bits it reports; fewer locks may be connected.
    package let locks: Int
    /// For Modbus boards: one that it could be.
    package let map: RegisterMap?
  }

  /// Boards that answer in one protocol at one speed.
  package struct Candidate: Hashable, Sendable {
    package let boardProtocol: BoardProtocol
    package let baud: BaudRate
    package let boards: [Board]
    package let certainty: Certainty
    /// Why, in sentences.
    package let evidence: [String]
    /// What speaks against it, or is left open.
    package let doubts: [String]
  }

  /// The likeliest first.
  package let candidates: [Candidate]
  /// What to check, in sentences.
  package let findings: [String]
  package let questions: Int

  package init(_ records: [ProbeRecord]) {
    questions = records.count
    let groups = ProbeGroup.all(in: records)
    let candidates = groups.map { $0.candidate(among: groups, records) }
    self.candidates = Certainty.allCases.flatMap { certainty in candidates.filter { $0.certainty == certainty } }
    findings = ProbeFindings(records, hasCandidates: !candidates.isEmpty).sentences
  }
}
