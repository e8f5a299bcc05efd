package import LockerDomain

/// A notice as the outbox keeps it.
package struct StoredNotice: Hashable, Sendable {
  package let id: NoticeID
  package let order: OrderNumber
  package let kind: Notice.Kind
  package let cycle: Int
  /// The idempotency key.
  package let key: String
  /// Receiver and text; nil once blanked.
  package let to: PhoneNumber?
  package let text: String?
  package let state: Notice.State
  /// An attempt left without a visible end.
  package let wasUnanswered: Bool
  package let createdAt: Moment
  package let settledAt: Moment?
  /// What Prokeep said last.
  package let answer: Answer

  /// What an answer says of itself, as far as it did.
  package struct Answer: Hashable, Sendable {
    package var requestID: String?
    package var messageID: String?
    /// The beginning of the body, secrets struck out by who received it. The store keeps `longestExcerpt` bytes.
    package var excerpt: String?

    package static let longestExcerpt = 2048

    package init(requestID: String? = nil, messageID: String? = nil, excerpt: String? = nil) {
      self.requestID = requestID
      self.messageID = messageID
      self.excerpt = excerpt
    }
  }
}
