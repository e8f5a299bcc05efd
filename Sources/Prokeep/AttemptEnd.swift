/// How one attempt to send a message ended, as far as this side can know.
package enum AttemptEnd: Hashable, Sendable {
  /// No byte of the request left: it may be tried again freely.
  case neverLeft(Trouble)
  /// The in-flight mark was refused just before the first byte: nothing left.
  case withheld
  /// Prokeep answered.
  case answered(Answer)
  /// Bytes of the request left and no whole answer came back: Prokeep may have it.
  case unanswered(Trouble)
}

/// What Prokeep answered.
package struct Answer: Hashable, Sendable {
  package var status: Int
  /// For the vendor's support: the answer's `x-request-id`.
  package var requestID: String?
  /// How long Prokeep wants to be left alone.
  package var retryAfter: Duration?
  /// The message's id, if the profile knows where it is.
  package var messageID: String?
  /// The first 2 KiB of the body, this notice's code, numbers and text struck out.
  package var body: String

  package init(
    status: Int, requestID: String? = nil, retryAfter: Duration? = nil, messageID: String? = nil, body: String = ""
  ) {
    self.status = status
    self.requestID = requestID
    self.retryAfter = retryAfter
    self.messageID = messageID
    self.body = body
  }
}

/// What stood between us and an answer.
package struct Trouble: Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    case dns, connect, proxy, timeout, connectionLost, notHTTP, stopped, libcurl
    case tls(TLS)
  }

  /// Why there is no trusted connection.
  package enum TLS: Hashable, Sendable {
    /// The certificate lies in the future for the board's clock.
    case notYetValid
    case expired
    case wrongName
    case unknownIssuer
    /// The file named in `prokeep.ca_file` can't be used.
    case caFile
    case other
  }

  package var code: Code
  /// What failed and what to look at, for a person.
  package var sentence: String

  package init(_ code: Code, _ sentence: String) {
    self.code = code
    self.sentence = sentence
  }
}
