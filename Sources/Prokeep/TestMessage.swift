import Linux
import Synchronization

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

  /// One attempt on a connection of its own, on a thread of its own. Broken off when the task is cancelled; the report says so.
  ///
  /// - Throws: `ProkeepError` if there is nothing to send with.
  package func send() async throws -> Report {
    let credentials = try credentials.read()
    let multi = try MultiHandle()
    let brokenOff = BrokenOff()
    return try await withTaskCancellationHandler {
      try await NamedThread.run("prokeep-test") {
        try report(as: credentials, over: multi) { brokenOff.isSo.load(ordering: .relaxed) ? .zero : nil }
      }
    } onCancel: {
      brokenOff.isSo.store(true, ordering: .relaxed)
      multi.wake()
    }
  }

  private final class BrokenOff: Sendable {
    let isSo = Atomic(false)
  }

  private func report(
    as credentials: Credentials, over multi: MultiHandle, patience: () -> Duration?
  ) throws -> Report {
    let end = try Client(client, multi: multi).attempt(
      message, as: credentials, redaction: Redaction(of: message, code: nil), mark: { true }, patience: patience)
    switch end {
    case .answered(let answer):
      let meaning = client.profile.statuses.meaning(of: answer.status)
      return Report(
        isAccepted: meaning == .accepted, status: answer.status, requestID: answer.requestID,
        sentence: answer.sentence(meaning) + Self.next(meaning, answer))
    case .neverLeft(let trouble):
      return Report(isAccepted: false, sentence: "Nothing was sent. \(trouble.sentence)")
    case .unanswered(let trouble):
      return Report(
        isAccepted: false,
        sentence: "Prokeep may have the text or not. \(trouble.sentence). Look at the phone before you send another")
    case .withheld: preconditionFailure("the mark of a test message is never refused")
    }
  }

  /// What Prokeep said beyond its status, and what to do now.
  private static func next(_ meaning: StatusClasses.Meaning, _ answer: Answer) -> String {
    switch meaning {
    case .accepted: ". Accepted is not delivered: look at the phone"
    case .pairRefused: ""
    case .retry:
      ". Send another in \(answer.retryAfter.map { "\($0.components.seconds) s" } ?? "a minute"); the agent repeats its texts by itself"
    case .refused:
      (answer.body.isEmpty ? "" : ": \(answer.body)")
        + (answer.status == 400 || answer.status == 422
          ? ". Check the number, and that prokeep.from is a conversational line which these credentials cover" : "")
    }
  }
}
