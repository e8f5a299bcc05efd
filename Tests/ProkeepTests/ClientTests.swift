import Simulation
import Synchronization
import Testing

@testable import Prokeep

/// libcurl against the stand-in over real sockets.
@Suite(.timeLimit(.minutes(1))) struct ClientTests {
  private func standIn() async throws -> ProkeepStandIn {
    let standIn = ProkeepStandIn()
    try await standIn.start()
    return standIn
  }

  private func client(
    _ standIn: ProkeepStandIn, _ change: (inout ClientSettings) -> Void = { _ in }
  ) throws -> ClientOnThread {
    var settings = try Sample.settings(standIn.url)
    change(&settings)
    return try ClientOnThread(settings)
  }

  // MARK: Answered

  @Test func accepted() async throws {
    let standIn = try await standIn()
    let end = try await client(standIn).attempt()
    #expect(end.answer?.status == 202)
    #expect(end.answer?.requestID == "stand-in-1")
    #expect(end.answer?.body == #"{"data":{"from":"***","text":"***","to":"***"}}"#)

    let request = try await standIn.request(1)
    #expect(request.method == "POST")
    #expect(request.path == "/rest/v1/messages")
    #expect(request.message?.text == "Your code: 0042")
    #expect(request.headers["authorization"] == "Basic YWdlbnQ6c2VjcmV0")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["user-agent"] == "locker-agent/1.2.3")
    #expect(request.headers["expect"] == nil)
    #expect(request.headers["accept-encoding"] == nil)
    await standIn.cutUplink()
  }

  @Test func longTextGoesWithoutExpect() async throws {
    let standIn = try await standIn()
    let end = try await client(standIn).attempt(Sample.message(String(repeating: "x", count: 5000)))
    #expect(end.answer?.status == 202)
    #expect(standIn.requests.first?.headers["expect"] == nil)
    #expect(standIn.requests.first?.message?.text.count == 5000)
    await standIn.cutUplink()
  }

  @Test func wrongPair() async throws {
    let standIn = try await standIn()
    let end = try await client(standIn).attempt(as: Credentials(username: "agent", password: "old"))
    #expect(end.answer?.status == 401)
    // Once: libcurl tries no other way to authenticate.
    #expect(standIn.requests.count == 1)
    await standIn.cutUplink()
  }

  @Test func busyWithRetryAfter() async throws {
    let standIn = try await standIn()
    standIn.behave(.answer(status: 503, headers: ["Retry-After": "17"], body: "busy"))
    let end = try await client(standIn).attempt()
    #expect(end.answer == Answer(status: 503, requestID: "stand-in-1", retryAfter: .seconds(17), body: "busy"))
    await standIn.cutUplink()
  }

  @Test func redirectIsNotFollowed() async throws {
    let standIn = try await standIn()
    standIn.behave(.answer(status: 307, headers: ["Location": standIn.url + "/messages"]))
    let end = try await client(standIn).attempt()
    #expect(end.answer?.status == 307)
    #expect(standIn.requests.count == 1)
    await standIn.cutUplink()
  }

  @Test func connectionLostInTheBody() async throws {
    let standIn = try await standIn()
    standIn.behave(.raw("HTTP/1.1 202 Accepted\r\nx-request-id: r\r\ncontent-length: 100\r\n\r\n{\"data\""))
    let end = try await client(standIn).attempt()
    #expect(end.answer == Answer(status: 202, requestID: "r", body: "{\"data\""))
    await standIn.cutUplink()
  }

  @Test func endlessBodyIsCut() async throws {
    let standIn = try await standIn()
    standIn.behave(.answer(status: 422, body: String(repeating: "y", count: 1_000_000)))
    let end = try await client(standIn).attempt()
    #expect(end.answer?.status == 422)
    #expect(end.answer?.body.utf8.count == Redaction.longestBody)
    await standIn.cutUplink()
  }

  @Test func interimAnswerIsSkipped() async throws {
    let standIn = try await standIn()
    standIn.behave(
      .raw("HTTP/1.1 103 Early Hints\r\nx-request-id: a\r\n\r\nHTTP/1.1 202 Accepted\r\nx-request-id: b\r\n\r\n"))
    let end = try await client(standIn).attempt()
    #expect(end.answer?.status == 202)
    #expect(end.answer?.requestID == "b")
    await standIn.cutUplink()
  }

  // MARK: Sent, not answered

  @Test(arguments: [
    (ProkeepStandInBehaviour.close, Trouble.Code.connectionLost), (.reset, .connectionLost),
    (.raw("HTTP/1.1 202 Accepted\r\nx-request-id: r\r\n"), .connectionLost), (.raw("HTTP/1.1 202"), .connectionLost),
    (.raw("SSH-2.0-OpenSSH_9.2\r\n"), .notHTTP),
  ])
  func noWholeAnswer(_ behaviour: ProkeepStandInBehaviour, _ code: Trouble.Code) async throws {
    let standIn = try await standIn()
    standIn.behave(behaviour)
    let end = try await client(standIn).attempt()
    #expect(end.unanswered == code, "\(end)")
    #expect(standIn.requests.count == 1)
    await standIn.cutUplink()
  }

  @Test func noAnswerInTime() async throws {
    let standIn = try await standIn()
    standIn.behave(.stall)
    let end = try await client(standIn) { $0.answerWithin = .milliseconds(100) }.attempt()
    #expect(end.unanswered == .timeout)
    await standIn.cutUplink()
  }

  @Test func slowAnswerIsAnAnswer() async throws {
    let standIn = try await standIn()
    standIn.behave(.slow(.milliseconds(100)))
    #expect(try await client(standIn).attempt().answer?.status == 202)
    await standIn.cutUplink()
  }

  @Test func brokenOffByStop() async throws {
    let standIn = try await standIn()
    standIn.behave(.stall)
    let marked = Mutex(false)
    let end = try await client(standIn).attempt(
      mark: {
        marked.withLock { $0 = true }
        return true
      },
      // Out of patience once the request is on its way.
      patience: { marked.withLock { $0 } ? .zero : nil })
    #expect(end.unanswered == .stopped)
    await standIn.cutUplink()
  }

  // MARK: Never left

  @Test func connectionRefused() async throws {
    let end = try await ClientOnThread(Sample.settings("http://127.0.0.1:\(unusedPort())")).attempt(mark: {
      Issue.record("there is no connection to mark for")
      return true
    })
    #expect(end.neverLeft == .connect)
  }

  @Test func unknownName() async throws {
    let end = try await ClientOnThread(Sample.settings("https://prokeep.invalid/rest/v1")).attempt(mark: {
      Issue.record("there is no connection to mark for")
      return true
    })
    #expect(end.neverLeft == .dns)
  }

  @Test func noTLS() async throws {
    let standIn = try await standIn()
    let end = try await ClientOnThread(Sample.settings("https://127.0.0.1:\(standIn.port)/rest/v1")).attempt()
    #expect(end.neverLeft == .tls(.other), "\(end)")
    await standIn.cutUplink()
  }

  @Test func unusableCAFile() async throws {
    let standIn = try await standIn()
    var settings = try Sample.settings("https://127.0.0.1:\(standIn.port)/rest/v1")
    settings.caFile = "/nonexistent/ca.pem"
    let end = try await ClientOnThread(settings).attempt()
    #expect(end.neverLeft == .tls(.caFile), "\(end)")
    await standIn.cutUplink()
  }

  @Test func proxyThatWillNotConnect() async throws {
    let standIn = try await standIn()
    var settings = try Sample.settings("https://prokeep.invalid/rest/v1")
    settings.proxy = "http://127.0.0.1:\(standIn.port)"
    let end = try await ClientOnThread(settings).attempt()
    #expect(end.neverLeft == .proxy, "\(end)")
    #expect(standIn.requests.map(\.method) == ["CONNECT"])
    // The pair is for Prokeep alone.
    #expect(standIn.requests.first?.headers["authorization"] == nil)
    await standIn.cutUplink()
  }

  @Test func proxyIsNotUsedForLoopback() async throws {
    let standIn = try await standIn()
    let end = try await client(standIn) { $0.proxy = "http://127.0.0.1:1" }.attempt()
    #expect(end.answer?.status == 202)
    await standIn.cutUplink()
  }

  // MARK: The in-flight mark

  @Test func markComesBeforeTheFirstByte() async throws {
    let standIn = try await standIn()
    let marks = Mutex(0)
    let end = try await client(standIn).attempt(mark: {
      marks.withLock { $0 += 1 }
      #expect(standIn.receivedBytes == 0)
      return true
    })
    #expect(end.answer?.status == 202)
    #expect(marks.withLock { $0 } == 1)
    await standIn.cutUplink()
  }

  @Test func refusedMarkWithholds() async throws {
    let standIn = try await standIn()
    let client = try client(standIn)
    #expect(try await client.attempt(mark: { false }) == .withheld)
    // What comes after it is the first that the stand-in gets.
    #expect(try await client.attempt(Sample.message("second")).answer?.status == 202)
    #expect(standIn.requests.map(\.message?.text) == ["second"])
    await standIn.cutUplink()
  }

  // MARK: The kept connection

  @Test func connectionIsKept() async throws {
    let standIn = try await standIn()
    let client = try client(standIn)
    for _ in 1...5 { #expect(try await client.attempt().answer?.status == 202) }
    #expect(standIn.requests.map(\.connection) == [1, 1, 1, 1, 1])
    #expect(standIn.connectionCount == 1)
    await standIn.cutUplink()
  }

  @Test func anotherPairIsUsedOnTheKeptConnection() async throws {
    let standIn = try await standIn()
    let client = try client(standIn)
    #expect(try await client.attempt(as: Credentials(username: "agent", password: "old")).answer?.status == 401)
    #expect(try await client.attempt().answer?.status == 202)
    await standIn.cutUplink()
  }

  @Test func connectionClosedWhileIdle() async throws {
    let standIn = try await standIn()
    let client = try client(standIn)
    #expect(try await client.attempt().answer?.status == 202)
    await standIn.closeConnections()
    #expect(try await client.attempt().answer?.status == 202)
    #expect(standIn.requests.map(\.connection) == [1, 2])
    await standIn.cutUplink()
  }

  /// The case libcurl would repeat by itself: a kept connection takes the request and dies without an answer.
  @Test(arguments: [ProkeepStandInBehaviour.close, .reset])
  func requestOnADyingKeptConnectionIsNotRepeated(_ behaviour: ProkeepStandInBehaviour) async throws {
    let standIn = try await standIn()
    let client = try client(standIn)
    #expect(try await client.attempt().answer?.status == 202)
    standIn.behave(behaviour)
    let marks = Mutex(0)
    let end = try await client.attempt(mark: {
      marks.withLock { $0 += 1 }
      return true
    })
    #expect(end.unanswered == .connectionLost, "\(end)")
    #expect(marks.withLock { $0 } == 1)
    // The next one goes out on a fresh connection, and nothing went out in between.
    #expect(try await client.attempt(Sample.message("third")).answer?.status == 202)
    #expect(standIn.requests.map(\.message?.text) == ["Your code: 0042", "Your code: 0042", "third"])
    #expect(standIn.requests.last?.connection != 1)
    await standIn.cutUplink()
  }
}
