/// How a message looks on the wire, as data: what another version of the API would change is changed here.
///
/// What isn't documented is nil, never guessed.
package struct WireProfile: Hashable, Sendable {
  package var name: String
  /// Appended to the base url.
  package var path: String
  package var fromField: String
  package var toField: String
  package var textField: String
  /// The field for `tags`, an array of strings; left out when there are none.
  package var tagsField: String
  package var tags: [String]
  /// The field for `statusCallback`, a url; left out when nil.
  package var statusCallbackField: String
  package var statusCallback: String?
  /// Nil: keys are not sent.
  package var idempotency: Idempotency?
  /// The header of an answer that names it in the vendor's log.
  package var requestIDHeader: String
  /// Where an accepting answer's body has the message's id (RFC 6901).
  package var messageIDPointer: JSONPointer?
  package var statuses: StatusClasses

  /// How Prokeep is to know a message again that it was sent twice.
  package struct Idempotency: Hashable, Sendable {
    /// The header that carries the key as a quoted string (draft-ietf-httpapi-idempotency-key-header).
    package var header: String
    /// For how long after its first use a key is known; nil when nobody says so.
    package var keyLife: Duration?

    package init(header: String = "Idempotency-Key", keyLife: Duration? = nil) {
      self.header = header
      self.keyLife = keyLife
    }
  }

  /// Prokeep API 1.1.1: path, fields, 202 and `x-request-id` from the vendor's documentation, `tags` and
  /// `status_callback` seen in public client code.
  package static let prokeep = WireProfile(
    name: "prokeep", path: "/messages", fromField: "from", toField: "to", textField: "text", tagsField: "tags",
    tags: [],
    statusCallbackField: "status_callback", statusCallback: nil, idempotency: nil,
    requestIDHeader: "x-request-id", messageIDPointer: nil,
    statuses: StatusClasses(accepted: [202], pairRefused: [401, 403], retry: [408, 425, 429], retryFrom: 500))
}
