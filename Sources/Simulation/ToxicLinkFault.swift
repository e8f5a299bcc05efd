/// What a toxic link does to a connection.
package enum ToxicLinkFault: Hashable, Sendable {
  /// Everything goes through.
  case none
  /// Breaks as soon as the connection is accepted.
  case onAccept(Break)
  /// Lets so many bytes through to the server, then breaks.
  case request(bytes: Int, Break)
  /// Lets the server answer and so many bytes of that through, then breaks.
  case answer(bytes: Int, Break)
  /// Lets the answer through in pieces of so many bytes, with a pause before each.
  case trickle(bytes: Int, pause: Duration)
  /// In the place of the server's answer: this, then the second text again and again, until the other side has had enough.
  case endless(String, String)

  /// How a connection breaks.
  package enum Break: Hashable, Sendable {
    /// Ends in good order.
    case close
    /// Is reset: whatever the client does next fails at once.
    case reset
    /// Stays, and nothing comes any more.
    case silence
  }
}
