import LocalAPI
import Simulation
import Testing

@testable import Agent

/// A pickup or a command overtakes an attempt that is under way, and Prokeep accepts the text all the same.
@Suite(.timeLimit(.minutes(1))) struct OvertakenTests {
  @Test(
    "cancelled, collected or taken back meanwhile: the ledger says what became of it",
    arguments: [
      OrderCommand.cancel, .collect, .remove, .unload,
    ])
  func command(_ command: OrderCommand) async throws {
    try await TestBank.run { bank in
      try bank.configure()
      try await bank.withAgent { agent, ledger in
        bank.standIn.behave(.slow(.seconds(8)))
        try await agent.load("1001", lock: 1, &ledger)
        _ = try await bank.standIn.request(1)
        _ = try await agent.client.perform(command, on: "1001")
        let withdrawn = try await ledger.next("notice-withdrawn", "1001")
        #expect(withdrawn.why.contains("while it was being sent: Prokeep may have it"))
        let accepted = try await ledger.next("notice-accepted", "1001")
        #expect(
          accepted.why == "withdrawn while it was being sent; Prokeep accepted it all the same, request stand-in-1")
        #expect(try await agent.client.health().outbox.counts == ["accepted": 1])
      }
      #expect(bank.standIn.requests.count == 1)
    }
  }

  @Test("changed meanwhile: not now, and once more it is too late")
  func rewrite() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      try await bank.withAgent { agent, ledger in
        bank.standIn.behave(.slow(.seconds(8)))
        try await agent.load("1001", lock: 1, &ledger)
        _ = try await bank.standIn.request(1)
        let error = try await #require(throws: LocalAPIError.self) {
          try await agent.place("1001", in: "A1", phone: "+12015550111")
        }
        guard case .refused(let problem) = error.code else { throw error }
        #expect(problem.kind == .tryAgain)
        try await ledger.next("notice-accepted", "1001")
        let late = try await #require(throws: LocalAPIError.self) {
          try await agent.place("1001", in: "A1", phone: "+12015550111")
        }
        guard case .refused(let conflict) = late.code else { throw late }
        #expect(conflict.kind == .conflict)
      }
      #expect(bank.standIn.requests.map(\.message?.to) == [RunningAgent.phone])
    }
  }
}
