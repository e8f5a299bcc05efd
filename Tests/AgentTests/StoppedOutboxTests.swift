@testable import Agent
import Glibc
import Linux
import LocalAPI
import Simulation
import Testing

/// The outbox of an agent that does not run.
@Suite(.timeLimit(.minutes(1))) struct StoppedOutboxTests {
  /// A bank with one accepted text and one that waits, as an agent leaves it that was killed: its last commits are in the log
  /// beside the file only.
  private func killed(_ body: (TemporaryFolder, SystemLog) throws -> Void) async throws {
    try await TestBank.run { bank in
      try bank.configure()
      let copy = try TemporaryFolder(prefix: "locker-agent-test")
      try await bank.withAgent { agent, ledger in
        try await agent.load("1001", lock: 1, &ledger)
        try await ledger.next("notice-accepted", "1001")
        await bank.standIn.cutUplink()
        try await agent.load("1002", lock: 2, &ledger)
        for name in ["agent.sqlite", "agent.sqlite-wal"] {
          try copy.write(try TextFile.bytes(of: bank.folder.file(name), atMost: 64 << 20), to: name)
        }
      }
      try body(copy, SystemLog(path: copy.file("log")))
    }
  }

  private func bytes(_ folder: TemporaryFolder) throws -> [[UInt8]] {
    try ["agent.sqlite", "agent.sqlite-wal"].map { try TextFile.bytes(of: folder.file($0), atMost: 64 << 20) }
  }

  @Test("what a killed agent left is read with its log, masked, and not changed")
  func killedAgent() async throws {
    try await killed { folder, log in
      let before = try bytes(folder)
      #expect(!before[1].isEmpty)
      do {
        let outbox = try #require(try StoppedOutbox(store: folder.file("agent.sqlite"), log: log))
        let list = try outbox.page(OutboxQuery())
        #expect(list.notices.map(\.state) == ["pending", "accepted"])
        #expect(list.notices.map(\.order) == ["1002", "1001"])
        #expect(list.notices.first?.to == "+*********99")
        #expect(list.notices.first?.text?.contains("Code is: ****.") == true)
        #expect(list.notices.first?.reason == "the agent does not run")
        #expect(list.notices.allSatisfy { $0.createdAt != nil })
        #expect(
          try outbox.page(OutboxQuery(state: "pending", after: 0, limit: 1)).notices.map(\.id) == [2])
        #expect(try outbox.notice("2") == list.notices[0])
        #expect(throws: LocalAPI.Problem.self) { try outbox.notice("3") }
        #expect(throws: LocalAPI.Problem.self) { try outbox.page(OutboxQuery(state: "sad")) }
      }
      #expect(try bytes(folder) == before)
    }
  }

  @Test("codes and numbers are seen only when the system's log has it")
  func reveal() async throws {
    try await killed { folder, log in
      var outbox = try #require(try StoppedOutbox(store: folder.file("agent.sqlite"), log: log))
      let problem = #expect(throws: LocalAPI.Problem.self) { try outbox.reveal("notice 2") }
      #expect(try outbox.notice("2").to != RunningAgent.phone)
      #expect(problem?.detail.contains("nothing is shown") == true)
      let socket = try DatagramSocket(log.path)
      try outbox.reveal("notice 2")
      let line = try #require(socket.receive())
      #expect(line.hasPrefix("<85>locker-agent["), "\(line)")
      #expect(line.contains("uid \(getuid()) saw notice 2 of the store \(folder.path)"), "\(line)")
      let notice = try outbox.notice("2")
      #expect(notice.to == RunningAgent.phone)
      #expect(notice.text?.contains("0042") == true)
    }
  }

  @Test("no store is no outbox; a file that is none is said to be so")
  func noStore() async throws {
    let folder = try TemporaryFolder(prefix: "locker-agent-test")
    #expect(try StoppedOutbox(store: folder.file("agent.sqlite"), keyFile: nil) == nil)
    try folder.write("no database", to: "agent.sqlite")
    let problem = #expect(throws: LocalAPI.Problem.self) {
      try StoppedOutbox(store: folder.file("agent.sqlite"), keyFile: nil)
    }
    #expect(problem?.kind == .notAvailable)
  }
}
