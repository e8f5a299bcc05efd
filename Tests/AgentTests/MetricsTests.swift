@testable import Agent
import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import Store
import Testing

/// The figures of a real agent.
@Suite(.timeLimit(.minutes(2))) struct MetricsTests {
  @Test("under every kind of answer the counters agree with the stand-in, the ledger and themselves")
  func reconcile() async throws {
    try await TestBank.run { bank in
      try bank.configure(mode: "ready_ttl_h: 1")
      try await bank.withAgent { agent, ledger in
        func scrape() async throws -> ExpositionPage {
          let page = try ExpositionPage(try await agent.client.metrics())
          #expect(
            page.value("locker_agent_notices_received_total")
              == page.sum("locker_agent_notices_settled_total")
              + (page.value("locker_agent_notices_pending") ?? -1))
          let waiting = ["held", "pending", "sending", "unsure"].compactMap {
            page.value("locker_agent_notices", ["state": $0])
          }
          #expect(waiting.reduce(0, +) == page.value("locker_agent_notices_pending"))
          return page
        }
        _ = try await scrape()
        bank.standIn.behave(.answer(status: 500), times: 2)
        bank.standIn.behave(.reset)
        try await agent.load("1001", lock: 1, &ledger)
        _ = try await scrape()
        try await ledger.next("notice-accepted", "1001")
        _ = try await scrape()
        bank.standIn.behave(.answer(status: 422))
        try await agent.load("1002", lock: 2, &ledger)
        try await ledger.next("notice-dead", "1002")
        _ = try await scrape()
        // Overtaken while Prokeep thinks about it: withdrawn, and accepted all the same.
        bank.standIn.behave(.slow(.seconds(3)))
        try await agent.load("1003", lock: 3, &ledger)
        try await ledger.next("notice-sending", "1003")
        _ = try await agent.client.perform(.cancel, on: "1003")
        _ = try await scrape()
        try await ledger.next("notice-accepted", "1003")
        // Down: one is given up by a person, one waits for the end of the test.
        await bank.standIn.cutUplink()
        try await agent.load("1004", lock: 4, &ledger)
        let id = try #require(try await agent.client.order("1004").notice?.id)
        _ = try await agent.client.expire(notice: String(id))
        try await agent.load("1005", lock: 5, &ledger)
        while try await scrape().value("locker_agent_attempts_total", ["end": "never_left", "detail": "connect"]) == 0 {
          await Task.yield()
        }

        let page = try await scrape()
        func settled(_ end: String) -> Int? { page.value("locker_agent_notices_settled_total", ["end": end]) }
        #expect(
          [settled("accepted"), settled("withdrawn"), settled("expired"), settled("dead"), settled("suppressed")]
            == [2, 1, 1, 1, 0])
        // 1003 twice: its acceptance overtook its withdrawal.
        #expect(page.value("locker_agent_notices_received_total") == 6)
        #expect(page.value("locker_agent_notices_pending") == 1)

        let seen = bank.standIn.requests
        func answered(_ detail: String) -> Int? {
          page.value("locker_agent_attempts_total", ["end": "answered", "detail": detail])
        }
        #expect(answered("2xx") == seen.count { $0.status == 202 })
        #expect(answered("4xx") == seen.count { $0.status == 422 })
        #expect(answered("5xx") == seen.count { $0.status == 500 })
        #expect(
          page.value("locker_agent_attempts_total", ["end": "unanswered", "detail": "connection_lost"])
            == seen.count { $0.status == nil })

        let entries = try StoreReader(path: bank.folder.file("agent.sqlite")).ledger().map(\.entry.kind)
        for (kind, end) in [
          (LedgerEntry.Kind.noticeAccepted, "accepted"), (.noticeDead, "dead"), (.noticeExpired, "expired"),
          (.noticeWithdrawn, "withdrawn"),
        ] { #expect(entries.count { $0 == kind } == settled(end), "\(end)") }
        #expect(
          page.value("locker_agent_door_events_total", ["event": "closed"]) == entries.count { $0 == .doorClosed })
        #expect(page.value("locker_agent_doors", ["state": "closed"]) == 16)
        #expect(page.value("locker_agent_orders", ["state": "ready"]) == 4)
        #expect(page.value("locker_agent_input_up", ["input": "bus-a board 0", "kind": "serial"]) == 1)
        #expect(page.value("locker_agent_bank_info", ["bank": "test", "mode": "live"]) == 1)
        #expect(page.value("locker_agent_sending_failing") == 1)
        let start = try #require(page.value("locker_agent_start_timestamp_seconds"))
        #expect(abs(start - time(nil)) < 120)
        #expect(page.value("locker_agent_oldest_pending_timestamp_seconds").map { $0 > 1_700_000_000 } == true)
        let text = try await agent.client.metrics()
        for secret in ["0042", "5550199", "1001", "1005"] { #expect(!text.contains(secret), "\(secret)") }
        try await bank.standIn.start()
        try await ledger.next("notice-accepted", "1005")
        #expect(try await scrape().value("locker_agent_notices_pending") == 0)
      }
    }
  }

  @Test("after a restart: what waited is received, and the last acceptance is known")
  func restart() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      var acceptedAt: WallTime?
      try await bank.withAgent { agent, ledger in
        try await agent.load("1001", lock: 1, &ledger)
        try await ledger.next("notice-accepted", "1001")
        acceptedAt = try await agent.client.health().outbox.lastAcceptedAt
        #expect(acceptedAt != nil)
        await bank.standIn.cutUplink()
        try await agent.load("1002", lock: 2, &ledger)
      }
      try await bank.withAgent { agent, _ in
        let page = try ExpositionPage(try await agent.client.metrics())
        #expect(page.value("locker_agent_notices_received_total") == 1)
        #expect(page.value("locker_agent_notices_pending") == 1)
        #expect(page.value("locker_agent_notices", ["state": "accepted"]) == 1)
        #expect(page.value("locker_agent_last_accepted_timestamp_seconds").map { $0 > 1_700_000_000 } == true)
        let later = try await agent.client.health().outbox.lastAcceptedAt
        let drift = try #require(later).unixMilliseconds - (try #require(acceptedAt).unixMilliseconds)
        #expect(abs(drift) < 1000)
      }
    }
  }

  @Test("a refused pair: one alarm, everywhere; with the new pair it goes on")
  func alarm() async throws {
    try await TestBank.run { bank in
      try bank.folder.write("agent:wrong\n", to: "prokeep")
      try bank.configure()
      let log = RecordedLog()
      try await bank.withAgent(logger: log.logger) { agent, ledger in
        try await agent.load("1001", lock: 1, &ledger)
        while try await agent.client.health().outbox.state != "stopped" { await Task.yield() }
        let health = try await agent.client.health()
        #expect(health.status == .failing)
        #expect(health.problems.map(\.code) == ["outbox-stopped"])
        #expect(health.outbox.stoppedReason?.contains("401") == true)
        #expect(try ExpositionPage(try await agent.client.metrics()).value("locker_agent_sending_stopped") == 1)
        let waiting = try await agent.client.outbox(OutboxQuery(state: "pending")).notices
        #expect(waiting.first?.reason?.hasPrefix("sending is stopped: Prokeep answered 401") == true)
        // Asked again with the same pair, it stays stopped and says no second time so.
        _ = try await agent.client.retryAll()
        try await ledger.next("notice-deferred", "1001")
        try bank.folder.write("agent:secret\n", to: "prokeep")
        _ = try await agent.client.retryAll()
        try await ledger.next("notice-accepted", "1001")
        while try await agent.client.health().status != .ok { await Task.yield() }
        #expect(try ExpositionPage(try await agent.client.metrics()).value("locker_agent_sending_stopped") == 0)
      }
      #expect(log.errors.count { $0.contains("sending is stopped") } == 1)
    }
  }
}
