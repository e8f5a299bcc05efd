import LocalAPI
import Testing

@testable import LocalAPIServer

@Suite(.timeLimit(.minutes(1))) struct OutboxRouteTests {
  @Test func theQuestionReachesTheBackendAsItWasAsked() async throws {
    let bank = Bank()
    try await withServer(bank.backend) { server in
      let query = OutboxQuery(state: "dead", order: "a&b=c%1", after: 7, limit: 1)
      let list = try await server.client.outbox(query)
      #expect(list.more)
      #expect(list.notices.first?.to == "+*********99", "masked")
      #expect(bank.records.map(\.what) == ["outbox \(query)"])
    }
  }

  @Test func commandsNameTheirNoticeAndAnswerMasked() async throws {
    let bank = Bank()
    try await withServer(bank.backend) { server in
      let retried = try await server.client.retry(notice: "7")
      let expired = try await server.client.expire(notice: "7")
      #expect(try await server.client.retryAll().waiting == 3)
      #expect([retried, expired].allSatisfy { $0.to == "+*********99" && $0.text?.contains(Bank.code) == false })
      #expect(bank.records.map(\.what) == ["retry notice 7", "expire notice 7", "retry all"])
    }
  }

  @Test(arguments: [
    ("/v1/outbox?colour=red", "400", "colour"), ("/v1/outbox?state=a&state=b", "400", "twice"),
    ("/v1/outbox?state=%zz", "400", "percent"), ("/v1/outbox?limit=0", "422", "limit"),
    ("/v1/outbox/7?state=dead", "400", "state"), ("/v1/orders?limit=5", "400", "limit"),
    ("/v1/outbox?reveal=yes", "400", "reveal"),
  ])
  func aParameterThatIsNotOneIsNamed(target: String, status: String, word: String) async throws {
    try await withServer(Bank().backend) { server in
      let connection = try RawConnection(server.path)
      try await connection.send("GET \(target) HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
      let answer = try await connection.readToEnd()
      #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer)")
      #expect(answer.contains(word))
    }
  }

  @Test func metricsAreTextOfPrometheusVersion() async throws {
    try await withServer(Bank().backend) { server in
      let connection = try RawConnection(server.path)
      try await connection.send("GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
      let answer = try await connection.readToEnd()
      #expect(answer.contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n"))
      #expect(answer.hasSuffix("\r\n\r\n# TYPE a gauge\na 1\n"))
      #expect(try await server.client.metrics() == "# TYPE a gauge\na 1\n")
    }
  }

  @Test func theFindingsOfARefusedReloadArrive() async throws {
    let finding = ConfigurationFinding(
      severity: "error", line: 2, column: 1, path: "bank", message: "a list is not ended")
    var backend = Bank().backend
    backend.reload = { _ in throw Problem(.invalidConfiguration, "errors", findings: [finding]) }
    try await withServer(backend) { server in
      let error = try await #require(throws: LocalAPIError.self) { try await server.client.reload() }
      guard case .refused(let problem) = error.code else { throw error }
      #expect(problem.kind.status == 422)
      #expect(problem.findings == [finding])
    }
  }
}
