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
          sentence: "Prokeep has queued it (x-request-id stand-in-1)"))
  }

  @Test func wrongPair() async throws {
    let report = try await report(nil, pair: "agent:old")
    #expect(!report.isAccepted)
    #expect(report.status == 401)
    #expect(report.sentence.contains("Settings > API"))
  }

  @Test func refusedWithItsReason() async throws {
    let report = try await report(.answer(status: 422, body: "from is no line of +12015550199"))
    #expect(report.sentence.hasSuffix(": from is no line of ***"))
  }

  @Test func noAnswer() async throws {
    let report = try await report(.close)
    #expect(report.status == nil)
    #expect(report.sentence.hasPrefix("Prokeep may have the text or not."))
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
