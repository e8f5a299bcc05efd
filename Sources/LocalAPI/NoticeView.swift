/// One notice of the outbox, as `outbox show` and `GET /v1/outbox/{id}` have it.
///
/// Agent fills in receiver and text as they are; the server masks them before they leave (`Masking`).
package struct NoticeView: Codable, Hashable, Sendable {
  package var id: Int64
  package var order: String
  package var kind: String
  package var cycle: Int
  package var state: String
  /// Why it is in that state, when there is more to say; null otherwise.
  @OrNull package var reason: String?
  /// The idempotency key that every attempt carries.
  package var key: String
  /// Null once it was blanked.
  @OrNull package var to: String?
  /// Null once it was blanked.
  @OrNull package var text: String?
  /// The beginning of what Prokeep said to a notice that it refused for good, this notice's code, numbers and text struck
  /// out; absent otherwise.
  package var answer: String?
  @OrNull package var requestID: String?
  @OrNull package var createdAt: WallTime?

  private enum CodingKeys: String, CodingKey {
    case id, order, kind, cycle, state, reason, key, to, text, answer
    case requestID = "request_id"
    case createdAt = "created_at"
  }

  package init(
    id: Int64, order: String, kind: String, cycle: Int, state: String, reason: String?, key: String, to: String?,
    text: String?, answer: String? = nil, requestID: String?, createdAt: WallTime?
  ) {
    self.id = id
    self.order = order
    self.kind = kind
    self.cycle = cycle
    self.state = state
    self.reason = reason
    self.key = key
    self.to = to
    self.text = text
    self.answer = answer
    self.requestID = requestID
    self.createdAt = createdAt
  }
}

/// `GET /v1/outbox`. The state of sending itself is in health.
package struct OutboxList: Codable, Hashable, Sendable {
  package var notices: [NoticeView]
  /// There are more that fit the question than an answer has.
  package var more: Bool

  package init(notices: [NoticeView], more: Bool) {
    self.notices = notices
    self.more = more
  }
}
