import Glibc
import LocalAPI
import Synchronization
import Testing

@testable import LocalAPIServer

@Suite(.timeLimit(.minutes(1))) struct AccessTests {
  private static let order = PutOrder(
    customer: .init(name: "Ada", phone: Bank.phone), code: Bank.code, compartments: ["A1"])

  /// What everybody in locker-agent may do.
  private static let member: [String: @Sendable (LocalAPIClient) async throws -> Void] = [
    "health": { _ = try await $0.health() },
    "compartments": { _ = try await $0.compartments() },
    "doors": { _ = try await $0.doors() },
    "orders": { _ = try await $0.orders() },
    "order": { _ = try await $0.order("S-1") },
    "place": { _ = try await $0.place(order, as: "S-1") },
    "cancel": { _ = try await $0.perform(.cancel, on: "S-1") },
    "ready": { _ = try await $0.perform(.ready, on: "S-1") },
    "unload": { _ = try await $0.perform(.unload, on: "S-1") },
    "collect": { _ = try await $0.perform(.collect, on: "S-1") },
    "remove": { _ = try await $0.perform(.remove, on: "S-1") },
    "outbox": { _ = try await $0.outbox() },
    "notice": { _ = try await $0.notice("7") },
    "buses": { _ = try await $0.buses() },
    "trace": { _ = try await $0.trace(bus: "bus-a") },
    "metrics": { _ = try await $0.metrics() },
    "events": { try await $0.withEvents { _ in } },
  ]

  /// What takes locker-admin.
  private static let administrator: [String: @Sendable (LocalAPIClient) async throws -> Void] = [
    "unlock": { _ = try await $0.unlock("A1", UnlockRequest(reason: .staff)) },
    "resend": { _ = try await $0.perform(.resend, on: "S-1") },
    "retry": { _ = try await $0.retry(notice: "7") },
    "retry all": { _ = try await $0.retryAll() },
    "recording": { client in try await client.withRecording { lines in for try await _ in lines {} } },
    "expire": { _ = try await $0.expire(notice: "7") },
    "reload": { _ = try await $0.reload() },
    "test-message": { _ = try await $0.sendTest(TestMessage(to: Bank.phone)) },
    "reveal orders": { _ = try await $0.orders(reveal: true) },
    "reveal order": { _ = try await $0.order("S-1", reveal: true) },
    "reveal outbox": { _ = try await $0.outbox(reveal: true) },
    "reveal notice": { _ = try await $0.notice("7", reveal: true) },
  ]

  /// The problem that a call ends with; nil when it does not.
  private func refusal(_ call: () async throws -> Void) async -> Problem? {
    do {
      try await call()
    } catch let error as LocalAPIError {
      if case .refused(let problem) = error.code { return problem }
    } catch {}
    return nil
  }

  @Test func aStrangerMayDoNothingAndLearnsWhichGroup() async throws {
    let bank = Bank()
    try await withServer(bank.backend, access: .allowing()) { server in
      for (name, call) in Self.member.merging(Self.administrator, uniquingKeysWith: { a, _ in a }) {
        let problem = await refusal { try await call(server.client) }
        #expect(problem?.kind == .notPermitted, "\(name)")
        #expect(problem?.detail.contains("locker-agent") == true, "\(name)")
      }
    }
    #expect(bank.records.isEmpty)
  }

  @Test func aMemberReadsAndPlacesButDoesNotAdministrate() async throws {
    let bank = Bank()
    try await withServer(bank.backend, access: .allowing("locker-agent")) { server in
      for call in Self.member.values { try await call(server.client) }
      let before = bank.records.count
      for (name, call) in Self.administrator {
        let problem = await refusal { try await call(server.client) }
        #expect(problem?.kind == .notPermitted, "\(name)")
        #expect(problem?.detail.contains("locker-admin") == true, "\(name)")
      }
      #expect(bank.records.count == before)
    }
  }

  @Test func anAdministratorMayDoAll() async throws {
    try await withServer(Bank().backend, access: .allowing("locker-admin")) { server in
      for call in Self.member.values { try await call(server.client) }
      for call in Self.administrator.values { try await call(server.client) }
    }
  }

  @Test func theKernelsWordOnThePeerReachesRulesAndLedger() async throws {
    let bank = Bank()
    let seen = Mutex<Peer?>(nil)
    let access = AccessRules(trusted: []) { peer, names in
      seen.withLock { $0 = peer }
      return names
    }
    try await withServer(bank.backend, access: access) { server in
      _ = try await server.client.place(Self.order, as: "S-1")
    }
    #expect(seen.withLock { $0 } == Peer(pid: getpid(), uid: geteuid(), gid: getegid()))
    #expect(bank.records == [.init(what: "place S-1 [\"A1\"]", uid: geteuid())])
  }

  @Test func aTrustedUserNeedsNoGroup() async {
    let rules = AccessRules(trusted: [0, 990]) { _, _ in [] }
    #expect(await rules.access(of: Peer(pid: 1, uid: 0, gid: 7)) == .administrator)
    #expect(await rules.access(of: Peer(pid: 1, uid: 990, gid: 7)) == .administrator)
    #expect(await rules.access(of: Peer(pid: 1, uid: 991, gid: 0)) == nil)
  }

  @Test func theSystemsOwnUserIsTrusted() async {
    #expect(await AccessRules.system().access(of: Peer(pid: 1, uid: geteuid(), gid: 65000)) == .administrator)
  }
}
