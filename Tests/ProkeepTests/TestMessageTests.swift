import Linux
import Simulation
import Testing

@testable import Prokeep

@Suite(.timeLimit(.minutes(1))) struct TestMessageTests {
  private func report(_ behaviour: ProkeepStandInBehaviour?, pair: String = "agent:secret") async throws
    -> TestMessage.Report
  {
    let standIn = ProkeepStandIn()
    try await standIn.start()
    if let behaviour { standIn.behave(behaviour) }
    let folder = try TemporaryFolder(prefix: "prokeep-test")
    let test = TestMessage(
      message: Sample.message("Test"), client: try Sample.settings(standIn.url),
      credentials: CredentialsFile(path: try folder.write(pair, to: "prokeep")))
    let report = try await test.send()
    await standIn.cutUplink()
    return report
  }

  @Test func accepted() async throws {
    #expect(
      try await report(nil)
        == TestMessage.Report(
          isAccepted: true, status: 202, requestID: "stand-in-1",
          sentence:
            "Prokeep has queued it (x-request-id stand-in-1). Accepted is not delivered: look at the phone"))
  }

  @Test func wrongPair() async throws {
    let report = try await report(nil, pair: "agent:old")
    #expect(!report.isAccepted)
    #expect(report.status == 401)
    #expect(report.sentence.contains("Settings > API"))
  }

  @Test func refusedWithItsReason() async throws {
    let report = try await report(.answer(status: 422, body: "from is no line of +12015550199"))
    #expect(report.sentence.contains(": from is no line of ***. Check the number, and that prokeep.from is"))
  }

  @Test func noAnswer() async throws {
    let report = try await report(.close)
    #expect(report.status == nil)
    #expect(report.sentence.hasPrefix("Prokeep may have the text or not."))
  }

  @Test(
    "each kind of answer says what to do next",
    arguments: [
      (ProkeepStandInBehaviour.answer(status: 401), "make or confirm them in Prokeep under Settings > API"),
      (.answer(status: 403), "confirm them in Prokeep under Settings > API"),
      (.answer(status: 404), "is prokeep.url right?"), (.answer(status: 302), "is prokeep.url right?"),
      (.answer(status: 200), "is prokeep.url right?"),
      (.answer(status: 400, body: "no text"), ": no text. Check the number"),
      (.answer(status: 503), "Send another in a minute"),
      (.answer(status: 429, headers: ["retry-after": "7"]), "Send another in 7 s"),
      (.reset, "Look at the phone before you send another"), (.raw("hello\r\n\r\n"), "check prokeep.url"),
    ])
  func saysWhatToDo(behaviour: ProkeepStandInBehaviour, words: String) async throws {
    let report = try await report(behaviour)
    #expect(!report.isAccepted)
    #expect(report.sentence.contains(words), "\(report.sentence)")
  }

  @Test func brokenOffWithItsTask() async throws {
    let standIn = ProkeepStandIn()
    try await standIn.start()
    standIn.behave(.stall)
    let folder = try TemporaryFolder(prefix: "prokeep-test")
    let test = TestMessage(
      message: Sample.message("Test"), client: try Sample.settings(standIn.url),
      credentials: CredentialsFile(path: try folder.write("agent:secret", to: "prokeep")))
    let sending = Task { try await test.send() }
    _ = try await standIn.request(1)
    sending.cancel()
    #expect(try await sending.value.sentence.contains("The agent was stopped during the attempt"))
    await standIn.cutUplink()
  }

  @Test func nobodyThere() async throws {
    let folder = try TemporaryFolder(prefix: "prokeep-test")
    let test = TestMessage(
      message: Sample.message("Test"), client: try Sample.settings("http://127.0.0.1:\(unusedPort())"),
      credentials: CredentialsFile(path: try folder.write("agent:secret", to: "prokeep")))
    #expect(try await test.send().sentence.hasPrefix("Nothing was sent. 127.0.0.1 can't be reached"))
  }

  @Test func nothingToSendWith() async throws {
    let test = TestMessage(
      message: Sample.message("Test"), client: try Sample.settings("http://127.0.0.1:9"),
      credentials: CredentialsFile(path: "/nonexistent/prokeep"))
    await #expect(throws: ProkeepError.self) { try await test.send() }
  }
}
