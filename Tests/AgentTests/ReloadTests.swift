import Linux
@testable import Agent
import Configuration
import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// The configuration read again while the agent runs.
@Suite(.timeLimit(.minutes(2))) struct ReloadTests {
  @Test("SIGHUP: mode and credentials are taken, a file with errors changes nothing")
  func hangup() async throws {
    try await TestBank.run { bank in
      try bank.folder.write("agent:wrong\n", to: "prokeep")
      try bank.configure()
      try await bank.withAgent(rereads: true) { agent, ledger in
        try await agent.load("1001", lock: 1, &ledger)
        try await ledger.next("notice-deferred", "1001")
        while try await agent.client.health().outbox.state != "stopped" { await Task.yield() }
        let health = try await agent.client.health()
        #expect(health.status == .failing)
        #expect(health.problems.map(\.code) == ["outbox-stopped"])
        try bank.folder.write("agent:secret\n", to: "prokeep")
        kill(getpid(), SIGHUP)
        try await ledger.next("settings-adopted")
        try await ledger.next("notice-accepted", "1001")

        try bank.folder.write("bank: [", to: "config.yaml")
        let problem = try await #require(throws: LocalAPI.Problem.self) {
          try await agent.daemon.live.reload(by: .agent)
        }
        #expect(problem.kind == .invalidConfiguration)
        #expect(problem.findings.map(\.line) == [2])
        #expect(try await agent.client.health().mode == "live")

        try bank.configure(mode: "mode: dry-run", store: "/elsewhere")
        #expect(try await agent.daemon.live.reload(by: .user(uid: 1000)).afterRestart == ["store"])
        #expect(try await ledger.next("settings-adopted").source == "uid:1000")
        #expect(try await agent.client.health().mode == "dry-run")
        try await agent.load("1002", lock: 2, &ledger)
        try await ledger.next("notice-suppressed", "1002")
        let refused = try await #require(throws: LocalAPIError.self) {
          try await agent.client.sendTest(TestMessage(to: RunningAgent.phone))
        }
        #expect(refused.message.contains("dry-run"))
      }
      #expect(bank.standIn.requests.compactMap(\.status) == [401, 202])
    }
  }

  @Test("what only a restart can take is named by its key")
  func keysForRestart() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      let before = try #require(Configuration.read(path: bank.folder.file("config.yaml")).configuration)
      try bank.configure(mode: "splay_s: 1", hold: 7, store: "/elsewhere")
      let after = try #require(Configuration.read(path: bank.folder.file("config.yaml")).configuration)
      #expect(before.keysForRestart(to: before).isEmpty)
      #expect(before.keysForRestart(to: after) == ["prokeep.splay_s", "store"])
    }
  }
}
