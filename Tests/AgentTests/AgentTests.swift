import Linux
@testable import Agent
import Glibc
import LocalAPI
import Simulation
import TestSupport
import Testing

/// The main job, and what must not go wrong with it.
@Suite(.timeLimit(.minutes(2))) struct AgentTests {
  @Test("an order, its door, its text")
  func mainJob() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      try await bank.withAgent { agent, ledger in
        try await agent.load("1001", lock: 1, &ledger)
        let accepted = try await ledger.next("notice-accepted", "1001")
        #expect(accepted.at != nil)
        let request = try await bank.standIn.request(1)
        #expect(request.message?.to == RunningAgent.phone)
        #expect(request.message?.text.contains("0042") == true)
        let order = try await agent.client.order("1001")
        #expect(order.state == "ready")
        #expect(order.notice?.state == "accepted")
        #expect(order.notice?.requestID == request.requestID)
        #expect(order.customer?.phone != RunningAgent.phone, "masked")
        let health = try await agent.client.health()
        #expect(health.status == .ok, "\(health.problems)")
        #expect(health.outbox.counts == ["accepted": 1])
      }
      #expect(bank.standIn.requests.count == 1)
    }
  }

  @Test("a text that waits for the uplink is held while its door is open again, and the next one goes first")
  func withheldWhileOpen() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      try await bank.withAgent { agent, ledger in
        await bank.standIn.cutUplink()
        try await agent.load("1001", lock: 1, &ledger)
        agent.open(1)
        try await ledger.next("order-reopened", "1001")
        try await agent.load("1002", lock: 2, &ledger)
        try await bank.standIn.start()
        try await ledger.next("notice-accepted", "1002")
        let held = try await agent.client.order("1001").notice
        #expect(held?.state == "pending")
        #expect(held?.reason == "door A1 is open")
        #expect(bank.standIn.requests.count == 1)
        agent.close(1)
        try await ledger.next("notice-accepted", "1001")
      }
      #expect(bank.standIn.requests.count == 2)
    }
  }

  @Test("loaded with the uplink down, the agent restarted: one text, with the key it always had")
  func restart() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      var key: String?
      await bank.standIn.cutUplink()
      try await bank.withAgent { agent, ledger in
        try await agent.load("1001", lock: 1, &ledger)
        key = try await agent.client.outbox().notices.first?.key
      }
      try await bank.standIn.start()
      try await bank.withAgent { agent, ledger in
        if try await agent.client.order("1001").notice?.state != "accepted" {
          try await ledger.next("notice-accepted", "1001")
        }
        #expect(try await agent.client.outbox().notices.map(\.key) == [key])
        #expect(try await agent.client.order("1001").label == "ready")
      }
      #expect(bank.standIn.requests.count == 1)
    }
  }

  @Test("a phone corrected before its text left: one text, to the new number")
  func phoneCorrected() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      try await bank.withAgent { agent, ledger in
        await bank.standIn.cutUplink()
        try await agent.load("1001", lock: 1, &ledger)
        try await agent.place("1001", in: "A1", phone: "+12015550111")
        try await bank.standIn.start()
        try await ledger.next("notice-accepted", "1001")
      }
      #expect(bank.standIn.requests.map(\.message?.to) == ["+12015550111"])
    }
  }

  @Test(
    "pilot and dry-run send nothing",
    arguments: ["mode: dry-run", "mode: pilot\n  pilot_numbers: [\"+12015550111\"]"])
  func suppressed(mode: String) async throws {
    try await TestBank.run { bank in
      try bank.configure(mode: mode)
      try await bank.withAgent { agent, ledger in
        try await agent.load("1001", lock: 1, &ledger)
        try await ledger.next("notice-suppressed", "1001")
        #expect(try await agent.client.order("1001").label.hasPrefix("ready, not texted"))
        let error = try await #require(throws: LocalAPIError.self) {
          try await agent.client.sendTest(TestMessage(to: RunningAgent.phone))
        }
        #expect(error.message.contains("nothing was sent"))
        #expect(try await agent.client.health().status == .ok)
      }
      #expect(bank.standIn.requests.isEmpty)
    }
  }

  @Test("a test text goes past the outbox, and says what Prokeep answered")
  func testText() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      try await bank.withAgent { agent, _ in
        let sent = try await agent.client.sendTest(TestMessage(to: RunningAgent.phone))
        bank.standIn.behave(.answer(status: 401))
        let refused = try await agent.client.sendTest(TestMessage(to: RunningAgent.phone))
        #expect([sent, refused].map(\.accepted) == [true, false])
        #expect(try await agent.client.outbox().notices.isEmpty)
      }
      #expect(bank.standIn.requests.compactMap(\.status) == [202, 401])
    }
  }

  @Test("the disk is full: a new order is refused, a known one still gets its text", .enabled(if: SmallDisk.isPossible))
  func diskFull() async throws {
    try await TestBank.run { bank in
      let disk = try #require(SmallDisk(kilobytes: 8 << 10))
      try bank.configure(store: disk.folder.path)
      try await bank.withAgent { agent, ledger in
        try await agent.place("known", in: "A1")
        disk.fill()
        let error = try await #require(throws: LocalAPIError.self) {
          for number in 2...16 { try await agent.place("new-\(number)", in: "A\(number)") }
        }
        guard case .refused(let problem) = error.code else { throw error }
        #expect(problem.kind == .storeFull)
        #expect(problem.kind.status == 507)
        agent.open(1)
        try await ledger.next("load-started", "known")
        agent.close(1)
        try await ledger.next("notice-accepted", "known")
        #expect(try await agent.client.health().problems.map(\.code).contains("store-full"))
        disk.empty()
        try await agent.place("late", in: "A16")
        #expect(try await agent.client.health().status == .ok)
      }
    }
  }

  @Test("a store that is damaged: the agent starts, and health and ledger say so")
  func damaged() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      try await bank.withAgent { agent, _ in try await agent.place("1001", in: "A1") }
      try bank.folder.write("no database", to: "agent.sqlite")
      try await bank.withAgent { agent, _ in
        let health = try await agent.client.health()
        #expect(health.status == .degraded)
        #expect(health.problems.map(\.code) == ["store-salvaged"])
      }
      try await bank.withAgent { agent, _ in
        let problems = try await agent.client.health().problems
        #expect(problems.map(\.code) == ["store-set-aside"])
        unlink(try #require(problems.first?.subject))
        #expect(try await agent.client.health().status == .ok)
      }
    }
  }

  @Test("one bank has one agent")
  func second() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      let first = try bank.daemon()
      let error = #expect(throws: DaemonError.self) { _ = try bank.daemon() }
      #expect(error?.kind == .tryLater)
      #expect(error?.sentence.contains("one bank has one agent") == true)
      withExtendedLifetime(first) {}
      try bank.configure(store: "/nonexistent/folder")
      let misplaced = #expect(throws: DaemonError.self) { _ = try bank.daemon() }
      // Its disk may be mounted late.
      #expect(misplaced?.kind == .tryLater)
    }
  }

  @Test("a store that turns out to be damaged ends the agent; the next start salvages it")
  func damagedWhileRunning() async throws {
    try await TestBank.run { bank in
      try bank.configure()
      let daemon = try bank.daemon()
      async let end: Void = daemon.run(signals: [])
      let agent = RunningAgent(
        daemon: daemon, client: LocalAPIClient(socket: bank.folder.file("api.sock")), boards: bank.boards)
      try await agent.client.withEvents { stream in
        var ledger = Ledger(stream)
        while try await agent.client.doors().doors.contains(where: { $0.state == "unknown" }) {
          try await ledger.next("door-found")
        }
        try await agent.place("1001", in: "A1")
        agent.open(1)
        try await ledger.next("load-started", "1001")
        // Pages that nobody has needed since the start, the index of the notices among them, are read when one is made.
        try Self.damage(bank.folder.file("agent.sqlite"))
        agent.close(1)
        await #expect(throws: Ledger.AgentEnded.self) { try await ledger.next("order-ready", "1001") }
      }
      do {
        try await end
        Issue.record("the agent went on")
      } catch let error as DaemonError {
        #expect(error.kind == .tryLater)
        #expect(error.sentence.contains("sets the file aside"))
      }
    }
  }

  /// Overwrites all pages but the first.
  private static func damage(_ path: String) throws {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    defer { close(file) }
    let size = Int(lseek(file, 0, SEEK_END))
    let noise = [UInt8](repeating: 0xA5, count: size - 1024)
    #expect(pwrite(file, noise, noise.count, 1024) == noise.count)
  }

  @Test("a key that is wrong: doors are recorded, nothing is sent or placed; with the right one the text goes out")
  func wrongKey() async throws {
    try await TestBank.run { bank in
      let (right, wrong) = (String(repeating: "1f", count: 32), String(repeating: "2e", count: 32))
      try bank.folder.write(right + "\n", to: "store-key")
      try bank.configure(storeKey: true)
      try await bank.withAgent { agent, _ in
        try await agent.place("1001", in: "A1")
        try await agent.place("1002", in: "A2")
      }
      for content in [wrong, "no key", nil] {
        if let content {
          try bank.folder.write(content, to: "store-key")
        } else {
          unlink(bank.folder.file("store-key"))
        }
        try await bank.withAgent { agent, ledger in
          let health = try await agent.client.health()
          #expect(health.status == .failing && health.outbox.state == "stopped")
          #expect(health.problems.map(\.code).first == "store-key-wrong")
          let problem = await #expect(throws: LocalAPIError.self) { try await agent.place("1003", in: "A3") }
          guard case .refused(let refusal) = problem?.code else { throw Ledger.AgentEnded() }
          #expect(refusal.kind == .notAvailable && refusal.detail.contains("start the agent with the right key"))
          guard content == wrong else { return }
          agent.open(1)
          try await ledger.next("load-started", "1001")
          agent.close(1)
          try await ledger.next("notice-created", "1001")
          let order = try await agent.client.order("1001")
          #expect(order.label.contains("customer NOT texted: its phone and code can't be read"))
          #expect(order.customer == nil && order.code == nil && order.notice?.state == "pending")
          _ = try await agent.client.perform(.cancel, on: "1002")
        }
      }
      #expect(bank.standIn.requests.isEmpty)
      try bank.folder.write(right + "\n", to: "store-key")
      try await bank.withAgent { agent, ledger in
        try await ledger.next("notice-accepted", "1001")
        #expect(try await agent.client.health().status == .ok)
      }
      #expect(bank.standIn.requests.count == 1)
      let message = bank.standIn.requests.first?.message
      #expect(message?.to == RunningAgent.phone && message?.text.contains("0042") == true)
    }
  }
}
