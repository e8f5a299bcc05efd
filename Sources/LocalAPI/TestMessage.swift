/// The body of `POST /v1/test-message`: one text now, past the outbox.
package struct TestMessage: Hashable, Sendable {
  /// E.164.
  package var to: String

  package init(to: String) { self.to = to }
}

extension TestMessage: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case to }

  package init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(besides: CodingKeys.self)
    to = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .to)
  }
}

/// What became of a test message. A refusal by Prokeep is an answer too, not a problem document.
package struct TestMessageResult: Codable, Hashable, Sendable {
  package var accepted: Bool
  /// A sentence for a person.
  package var outcome: String
  /// Prokeep's HTTP status; null when nothing answered.
  @OrNull package var status: Int?
  @OrNull package var requestID: String?

  private enum CodingKeys: String, CodingKey {
    case accepted, outcome, status
    case requestID = "request_id"
  }

  package init(accepted: Bool, outcome: String, status: Int?, requestID: String?) {
    self.accepted = accepted
    self.outcome = outcome
    self.status = status
    self.requestID = requestID
  }
}
