package import LockerDomain

/// A notice that may leave now.
package struct OutgoingNotice: Hashable, Sendable {
  package var id: NoticeID
  package var message: Message
  /// What an answer's body must not bring into the ledger.
  package var redaction: Redaction

  /// - Parameter code: The pickup code inside the text.
  package init(id: NoticeID, message: Message, code: String?) {
    self.id = id
    self.message = message
    redaction = Redaction(of: message, code: code)
  }
}
