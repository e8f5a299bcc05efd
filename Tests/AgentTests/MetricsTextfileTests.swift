@testable import Agent
import Glibc
import Linux
import LocalAPI
import Testing

@Suite(.timeLimit(.minutes(1))) struct MetricsTextfileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder(prefix: "locker-agent-test") }

  private func contents(_ path: String) throws -> String {
    String(decoding: try TextFile.bytes(of: path), as: UTF8.self)
  }

  private func status(_ path: String) -> stat {
    var status = stat()
    _ = stat(path, &status)
    return status
  }

  @Test("a whole page each time, readable for everybody; what stands there already is not written again")
  func update() async throws {
    let path = folder.file("agent.prom")
    let log = RecordedLog()
    let textfile = MetricsTextfile(path: path, logger: log.logger)
    let before = umask(0o077)
    defer { umask(before) }
    await textfile.update("a 1\n")
    let first = status(path)
    #expect(try contents(path) == "a 1\n")
    #expect(first.st_mode & 0o777 == 0o644)
    await textfile.update("a 1\n")
    #expect(status(path).st_ino == first.st_ino)
    await textfile.update("a 2\n")
    #expect(try contents(path) == "a 2\n")
    #expect(status(path).st_ino != first.st_ino, "another file took its place")
    #expect(folder.names == ["agent.prom"])
    await textfile.remove()
    #expect(folder.names.isEmpty)
    #expect(log.errors.isEmpty)
  }

  @Test("a folder that is not there: said once, and forgotten when it is there")
  func failure() async throws {
    let path = folder.file("later/agent.prom")
    let log = RecordedLog()
    let textfile = MetricsTextfile(path: path, logger: log.logger)
    await textfile.update("a 1\n")
    await textfile.update("a 2\n")
    #expect(await textfile.failure == Errno(ENOENT))
    #expect(log.errors.count == 1)
    mkdir(folder.file("later"), 0o700)
    await textfile.update("a 2\n")
    #expect(await textfile.failure == nil)
    #expect(try contents(path) == "a 2\n")
  }

  @Test("an agent writes its page, says in health when it can't, and takes the file along when it stops")
  func agent() async throws {
    try await TestBank.run { bank in
      let path = bank.folder.file("figures/agent.prom")
      try bank.configure(more: "metrics: {textfile: \(path)}")
      try await bank.withAgent { agent, _ in
        while try await agent.client.health().problems.map(\.code) != ["metrics-textfile"] { await Task.yield() }
      }
      mkdir(bank.folder.file("figures"), 0o700)
      try await bank.withAgent { agent, ledger in
        try await agent.load("1001", lock: 1, &ledger)
        try await ledger.next("notice-accepted", "1001")
        while access(path, R_OK) != 0 { await Task.yield() }
        let before = status(path)
        let daemon = agent.daemon
        let textfile = try #require(daemon.textfile)
        await textfile.update(await daemon.metrics())
        let page = try ExpositionPage(try contents(path))
        #expect(page.value("locker_agent_notices_settled_total", ["end": "accepted"]) == 1)
        // Nothing happens: nothing is written.
        let after = status(path)
        for _ in 1...20 { await textfile.update(await daemon.metrics()) }
        #expect(status(path).st_ino == after.st_ino)
        #expect(before.st_ino != 0)
        #expect(try await agent.client.health().status == .ok)
      }
      #expect(access(path, F_OK) != 0)
    }
  }
}
