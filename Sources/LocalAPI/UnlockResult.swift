/// What became of an unlock. Whatever its end is, it stands in the ledger.
package struct UnlockResult: Codable, Hashable, Sendable {
  package enum End: String, Codable, CaseIterable, Sendable {
    /// The board says that it has done it.
    case accepted
    /// The board says no.
    case refused
    /// Nothing has left: it may be asked for again.
    case notSent = "not-sent"
    /// It was sent and nothing came back, which is usual for boards that don't answer unlocks: look at the door. It is not
    /// sent again.
    case unknown
  }

  package var compartment: String
  package var reason: UnlockRequest.Reason
  package var end: End
  /// For a person: what happened and what to do.
  package var sentence: String

  package init(compartment: String, reason: UnlockRequest.Reason, end: End, sentence: String) {
    self.compartment = compartment
    self.reason = reason
    self.end = end
    self.sentence = sentence
  }
}
