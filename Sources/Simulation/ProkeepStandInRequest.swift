/// One request as the stand-in got it.
package struct ProkeepStandInRequest: Sendable {
  /// Counted from 1.
  package var number: Int
  /// The connection it came on, counted from 1.
  package var connection: Int
  package var method: String
  package var path: String
  /// Names in lower case; of a repeated field the last.
  package var headers: [String: String]
  package var body: [UInt8]
  /// The message in the body; nil if it isn't a right one.
  package var message: ProkeepStandInMessage?
  /// When its first byte was there: CLOCK_MONOTONIC, nanoseconds.
  package var firstByteAt: Int64
  /// What was answered; nil if nothing was.
  package var status: Int?
  package var requestID: String?
}

/// A message as the documented body has it.
package struct ProkeepStandInMessage: Codable, Hashable, Sendable {
  package var from: String
  package var to: String
  package var text: String
  package var tags: [String]?
  package var statusCallback: String?

  private enum CodingKeys: String, CodingKey {
    case from, to, text, tags
    case statusCallback = "status_callback"
  }
}
