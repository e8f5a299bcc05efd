import Testing

@testable import Simulation

@Suite(.timeLimit(.minutes(1))) struct ProkeepStandInTests {
  private let rules = ProkeepStandInRules(username: "agent", password: "secret", path: "/rest/v1/messages")

  private func request(
    method: String = "POST", path: String = "/rest/v1/messages", authorization: String? = "Basic YWdlbnQ6c2VjcmV0",
    contentType: String? = "application/json",
    body: String = #"{"from":"+12015550123","to":"+12015550199","text":"hi"}"#
  ) -> ProkeepStandInRequest {
    var headers: [String: String] = [:]
    headers["authorization"] = authorization
    headers["content-type"] = contentType
    let body = Array(body.utf8)
    return ProkeepStandInRequest(
      number: 1, connection: 1, method: method, path: path, headers: headers, body: body,
      message: rules.message(in: body), firstByteAt: 0)
  }

  @Test func documentedAnswer() {
    let reply = rules.reply(to: request(contentType: "application/json; charset=utf-8"), requestID: "r")
    #expect(reply.status == 202)
    #expect(reply.headers["x-request-id"] == "r")
    #expect(reply.body == #"{"data":{"from":"+12015550123","text":"hi","to":"+12015550199"}}"#)
  }

  @Test func refusals() {
    let cases: [(ProkeepStandInRequest, Int)] = [
      (request(path: "/rest/v1/message"), 404), (request(method: "GET"), 405), (request(authorization: nil), 401),
      (request(authorization: "Basic YWdlbnQ6b2xk"), 401), (request(contentType: nil), 415),
      (request(contentType: "text/plain"), 415), (request(body: "{"), 400),
      (request(body: #"{"from":"+12015550123","to":"+12015550199"}"#), 400),
      (request(body: #"{"from":"2015550123","to":"+12015550199","text":"hi"}"#), 422),
      (request(body: #"{"from":"+12015550123","to":"+1 201 555 0199","text":"hi"}"#), 422),
      (request(body: #"{"from":"+12015550123","to":"+12015550199","text":""}"#), 422),
    ]
    for (request, status) in cases { #expect(rules.reply(to: request, requestID: "r").status == status) }
  }

  @Test func planIsTakenInTurn() {
    let log = ProkeepStandInLog()
    #expect(log.nextBehaviour() == .documented)
    log.plan(.stall, times: 2)
    log.plan(.close, times: nil)
    #expect([log.nextBehaviour(), log.nextBehaviour()] == [.stall, .stall])
    #expect([log.nextBehaviour(), log.nextBehaviour()] == [.close, .close])
    log.plan(.documented, times: nil)
    #expect(log.nextBehaviour() == .documented)
    log.plan(.closeOnAccept, times: 1)
    #expect(log.closesNextConnection())
    #expect(!log.closesNextConnection())
  }

  @Test func waitingForARequestCanBeCancelled() async throws {
    let log = ProkeepStandInLog()
    let waiting = Task { try await log.request(1) }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test func comesBackOnTheSamePort() async throws {
    let standIn = ProkeepStandIn()
    try await standIn.start()
    let url = standIn.url
    await standIn.cutUplink()
    try await standIn.start()
    #expect(standIn.url == url)
    await standIn.cutUplink()
  }
}
