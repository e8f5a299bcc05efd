import Linux

/// One message sent outside of the queue, to see whether everything between the board and Prokeep is set up.
package struct TestMessage: Sendable {
  /// What came of it.
  package struct Report: Hashable, Sendable {
    package var isAccepted: Bool
    /// Nil if there was no answer.
    package var status: Int?
    package var requestID: String?
    /// What it means and what to do, for the installer.
    package var sentence: String
  }

  package var message: Message
  package var client: ClientSettings
  package var credentials: CredentialsFile

  package init(message: Message, client: ClientSettings, credentials: CredentialsFile) {
    self.message = message
    self.client = client
    self.credentials = credentials
  }

  /// One attempt on a connection of its own, on a thread of its own.
  ///
  /// - Throws: `ProkeepError` if there is nothing to send with.
  package func send() async throws -> Report {
    let credentials = try credentials.read()
    return try await NamedThread.run("prokeep-test") { try report(as: credentials) }
  }

  private func report(as credentials: Credentials) throws -> Report {
    let end = try Client(client).attempt(
      message, as: credentials, redaction: Redaction(of: message, code: nil), mark: { true })
    switch end {
    case .answered(let answer):
      let meaning = client.profile.statuses.meaning(of: answer.status)
      return Report(
        isAccepted: meaning == .accepted, status: answer.status, requestID: answer.requestID,
        sentence: answer.sentence(meaning) + (meaning == .refused && !answer.body.isEmpty ? ": \(answer.body)" : ""))
    case .neverLeft(let trouble):
      return Report(isAccepted: false, sentence: "Nothing was sent. \(trouble.sentence)")
    case .unanswered(let trouble):
      return Report(isAccepted: false, sentence: "Prokeep may have the text or not. \(trouble.sentence)")
    case .withheld: preconditionFailure("the mark of a test message is never refused")
    }
  }
}
