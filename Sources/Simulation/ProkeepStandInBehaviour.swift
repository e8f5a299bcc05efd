/// What the stand-in does with a request.
package enum ProkeepStandInBehaviour: Hashable, Sendable {
  /// As documented: 202 with `x-request-id`, or what is wrong with the request.
  case documented
  /// As documented, but later.
  case slow(Duration)
  /// A made answer, whatever the request.
  case answer(status: Int, headers: [String: String] = [:], body: String = "")
  /// These bytes as they are, then a close: half an answer, or something that isn't HTTP.
  case raw(String)
  /// Answers as documented and closes the connection, without having said so.
  case answerAndClose
  /// Reads the request and never answers.
  case stall
  /// Reads the request and closes the connection.
  case close
  /// Reads the request and resets the connection.
  case reset
  /// Closes the connection as soon as it is accepted. Takes the place of one request.
  case closeOnAccept
}
