import Testing

@testable import Prokeep

@Suite struct AnswerHeadTests {
  private func head(_ lines: String...) -> AnswerHead {
    var head = AnswerHead(requestIDHeader: "X-Request-Id")
    for line in lines { head.line((line + "\r\n").utf8) }
    return head
  }

  @Test func whole() {
    let head = head("HTTP/1.1 202 Accepted", "X-REQUEST-ID:  abc-1 \t", "content-type: text/plain", "")
    #expect(head.isComplete)
    #expect(head.status == 202)
    #expect(head.requestID == "abc-1")
  }

  @Test func incompleteUntilTheEmptyLine() {
    #expect(!head("HTTP/1.1 202 Accepted", "x-request-id: abc").isComplete)
    #expect(!head("").isComplete)
  }

  @Test func interimAnswersDoNotCount() {
    let interim = head("HTTP/1.1 103 Early Hints", "x-request-id: early", "")
    #expect(!interim.isComplete)
    let final = head("HTTP/1.1 103 Early Hints", "x-request-id: early", "", "HTTP/1.1 503 Busy", "Retry-After: 7", "")
    #expect(final.isComplete)
    #expect(final.status == 503)
    #expect(final.requestID == nil)
    #expect(final.retryAfter == .seconds(7))
  }

  @Test func trailersChangeNothing() {
    let head = head("HTTP/1.1 202 Accepted", "x-request-id: a", "", "x-request-id: b", "HTTP/1.1 500 No", "")
    #expect(head.requestID == "a")
    #expect(head.status == 202)
  }

  @Test func dateIsUsedWhereverItStands() {
    let head = head(
      "HTTP/1.1 429 Slow", "Retry-After: Sun, 06 Nov 1994 08:50:00 GMT", "Date: Sun, 06 Nov 1994 08:49:00 GMT", "")
    #expect(head.retryAfter == .seconds(60))
  }

  @Test func requestIDIsMadeFitForAScreen() {
    let long = head(
      "HTTP/1.1 202 Accepted", "x-request-id: a\u{1b}[31mb\u{7f}" + String(repeating: "x", count: 300), "")
    #expect(long.requestID?.hasPrefix("a[31mbx") == true)
    #expect(long.requestID?.utf8.count == 128)
    #expect(head("HTTP/1.1 202 Accepted", "x-request-id: ", "").requestID == nil)
  }

  @Test(arguments: ["HTTP/1.1", "HTTP/1.1 abc", "202 Accepted", ":", "\u{0}", "HTTP/"])
  func nonsense(_ line: String) {
    #expect(!head(line, "").isComplete)
  }
}
