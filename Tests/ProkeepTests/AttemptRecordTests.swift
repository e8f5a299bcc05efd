import Testing

@testable import Prokeep

@Suite struct AttemptRecordTests {
  private let trouble = Trouble(.connectionLost, "gone")
  private let answer = Answer(status: 202)

  @Test func notConnected() {
    #expect(AttemptRecord().end(trouble, sent: 0, answer: nil) == .neverLeft(trouble))
    // Bytes for a proxy are not bytes of the request.
    #expect(AttemptRecord().end(trouble, sent: 99, answer: nil) == .neverLeft(trouble))
  }

  @Test func marksOnceThenGoes() {
    var record = AttemptRecord()
    #expect(record.aboutToSend(sent: 0) == .setMark)
    #expect(record.end(nil, sent: 300, answer: answer) == .answered(answer))
    #expect(record.end(trouble, sent: 300, answer: nil) == .unanswered(trouble))
    #expect(record.end(trouble, sent: 0, answer: nil) == .neverLeft(trouble))
  }

  @Test func markRefused() {
    var record = AttemptRecord()
    #expect(record.aboutToSend(sent: 0) == .setMark)
    record.markRefused()
    #expect(record.end(trouble, sent: 0, answer: nil) == .withheld)
    #expect(record.aboutToSend(sent: 0) == .abort)
  }

  @Test func keptConnectionDiedBeforeItTookAByte() {
    var record = AttemptRecord()
    #expect(record.aboutToSend(sent: 80) == .setMark)
    #expect(record.aboutToSend(sent: 80) == .go)
    #expect(record.end(nil, sent: 380, answer: answer) == .answered(answer))
  }

  @Test func keptConnectionDiedWithTheRequestOnIt() {
    var record = AttemptRecord()
    #expect(record.aboutToSend(sent: 0) == .setMark)
    #expect(record.aboutToSend(sent: 300) == .abort)
    #expect(record.end(Trouble(.libcurl, "aborted"), sent: 300, answer: nil).unanswered == .connectionLost)
  }

  @Test func successWithoutAHeadIsNoAnswer() {
    var record = AttemptRecord()
    _ = record.aboutToSend(sent: 0)
    #expect(record.end(nil, sent: 300, answer: nil).unanswered == .connectionLost)
  }

  @Test func lostInTheBodyIsAnsweredAllTheSame() {
    var record = AttemptRecord()
    _ = record.aboutToSend(sent: 0)
    #expect(record.end(trouble, sent: 300, answer: answer) == .answered(answer))
  }
}
