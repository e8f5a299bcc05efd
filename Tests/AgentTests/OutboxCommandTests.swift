@testable import Agent
import LocalAPI
import Simulation
import Testing

/// What a person does with the outbox of a running agent.
@Suite(.timeLimit(.minutes(2))) struct OutboxCommandTests {
  @Test("a dead text is retried with its key, and accepted")
  func retryDead() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      try await bank.withAgent { agent, ledger in
        bank.standIn.behave(.answer(status: 422))
        try await agent.load("1001", lock: 1, &ledger)
        try await ledger.next("notice-dead", "1001")
        let dead = try #require(try await agent.client.outbox(OutboxQuery(state: "dead")).notices.first)
        let retried = try await agent.client.retry(notice: String(dead.id))
        #expect(["pending", "sending", "accepted"].contains(retried.state))
        #expect(retried.to == "+*********99" || retried.to == nil)
        #expect(try await ledger.next("notice-retried", "1001").source.hasPrefix("uid:"))
        try await ledger.next("notice-accepted", "1001")
        #expect(try await agent.client.notice(String(dead.id)).key == dead.key)
        let problem = try await refusal { _ = try await agent.client.retry(notice: String(dead.id)) }
        #expect(problem?.kind == .conflict)
        #expect(problem?.detail.contains("order resend") == true)
        #expect(try await refusal { _ = try await agent.client.retry(notice: "99") }?.kind == .notFound)
      }
      let requests = bank.standIn.requests
      #expect(requests.compactMap(\.status) == [422, 202])
      #expect(requests.map(\.message) == [requests[0].message, requests[0].message])
    }
  }

  @Test("an unsure text waits for a person: sent again, or given up")
  func unsure() async throws {
    try await TestBank.run { bank in
      try bank.configure(mode: "on_ambiguous: hold")
      try await bank.withAgent { agent, ledger in
        for number in 1...2 {
          bank.standIn.behave(.reset)
          try await agent.load("100\(number)", lock: number, &ledger)
          try await ledger.next("notice-unanswered", "100\(number)")
        }
        let problems = try await agent.client.health().problems
        #expect(problems.filter { $0.code == "text-unsure" }.map(\.subject) == ["1001", "1002"])
        let ids = try await agent.client.outbox(OutboxQuery(state: "unsure")).notices.map { String($0.id) }
        #expect(ids == ["2", "1"])
        _ = try await agent.client.retry(notice: "1")
        try await ledger.next("notice-accepted", "1001")
        let expired = try await agent.client.expire(notice: "2")
        #expect(expired.state == "expired")
        #expect(expired.text == nil && expired.to == nil, "blanked")
        #expect(try await agent.client.order("1002").label.contains("unsure whether the customer was texted"))
        #expect(try await refusal { _ = try await agent.client.expire(notice: "2") }?.kind == .conflict)
      }
    }
  }

  @Test("the uplink is back: everything that waits is tried without waiting for its time")
  func retryAll() async throws {
    try await TestBank.run { bank in
      try bank.configure(retryCap: 3600)
      try await bank.withAgent { agent, ledger in
        await bank.standIn.cutUplink()
        try await agent.load("1001", lock: 1, &ledger)
        // Each fruitless try raises the wait, up to an hour.
        repeat { _ = try await agent.client.retryAll() } while try await waits(agent) < 60
        let reason = try #require(try await agent.client.outbox().notices.first?.reason)
        #expect(reason.contains("can't be reached") && reason.contains("; next attempt in "), "\(reason)")
        try await bank.standIn.start()
        #expect(try await agent.client.retryAll().waiting == 1)
        try await ledger.next("notice-accepted", "1001")
      }
    }
  }

  @Test("page by page, oldest first, all of them come, whatever is added meanwhile")
  func pages() async throws {
    try await TestBank.run { bank in
      try bank.configure(mode: "mode: dry-run")
      try await bank.withAgent { agent, ledger in
        for number in 1...5 { try await agent.load("100\(number)", lock: number, &ledger) }
        let latest = try await agent.client.outbox(OutboxQuery(limit: 2))
        #expect(latest.notices.map(\.order) == ["1005", "1004"])
        #expect(latest.more)
        let first = try await agent.client.outbox(OutboxQuery(after: 0, limit: 3))
        #expect(first.notices.map(\.id) == [1, 2, 3])
        #expect(first.more)
        try await agent.load("1006", lock: 6, &ledger)
        let second = try await agent.client.outbox(OutboxQuery(after: 3, limit: 3))
        #expect(second.notices.map(\.id) == [4, 5, 6])
        #expect(!second.more)
        #expect(try await agent.client.outbox(OutboxQuery(order: "1003")).notices.map(\.id) == [3])
        #expect(try await agent.client.outbox(OutboxQuery(state: "dead")).notices.isEmpty)
        let problem = try await refusal { _ = try await agent.client.outbox(OutboxQuery(state: "sad")) }
        #expect(problem?.field == "state")
      }
    }
  }

  @Test("a reload over the API says what is in force, what waits, and what is wrong with the file")
  func reload() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      try await bank.withAgent(rereads: true) { agent, ledger in
        try bank.configure(mode: "mode: dry-run", hold: 3, more: "metrics: {textfile: /tmp/never.prom}")
        #expect(
          try await agent.client.reload()
            == ReloadResult(inForce: ["prokeep.mode", "timing"], afterRestart: ["metrics"]))
        #expect(try await ledger.next("settings-adopted").source.hasPrefix("uid:"))
        #expect(try await agent.client.reload() == ReloadResult(inForce: [], afterRestart: ["metrics"]))
        try bank.configure(mode: "mode: drly")
        let problem = try await refusal { _ = try await agent.client.reload() }
        #expect(problem?.kind.status == 422)
        let finding = try #require(problem?.findings.first)
        #expect(finding.line == 7 && finding.column == 9 && finding.path == "prokeep.mode", "\(finding)")
        #expect(try await agent.client.health().mode == "dry-run")
      }
    }
  }

  private func waits(_ agent: RunningAgent) async throws -> Int {
    try await agent.client.health().outbox.nextAttemptSeconds ?? 0
  }

  private func refusal(_ call: () async throws -> Void) async throws -> LocalAPI.Problem? {
    do {
      try await call()
      return nil
    } catch let error as LocalAPIError {
      guard case .refused(let problem) = error.code else { throw error }
      return problem
    }
  }
}
