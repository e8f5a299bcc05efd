import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import Store
import TestSupport
import Testing

/// A store that was damaged while the program stood still: a worn card, a cut in the middle of a write by somebody else.
@Suite(.timeLimit(.minutes(2)))
struct DamagedStoreTests {
  /// What happened to the files.
  enum Damage: CaseIterable {
    case headerZeroed, cutInHalf, emptied, otherFile, pagesFlipped, logGarbage, logCut
  }

  /// Four orders: one texted, two whose texts wait, one that has not been loaded. The program was killed.
  private func fill(_ bench: Bench) async throws -> [NoticeView] {
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    for lock in 1...4 {
      _ = try await bench.client.place(
        PutOrder(
          customer: PutOrder.Customer(name: nil, phone: "+12015550199"), code: "\(7000 + lock)",
          compartments: ["A\(lock)"]), as: "order-\(lock)")
    }
    try await bench.following { ledger in
      try await bench.load(1, &ledger)
      _ = try await ledger.next { $0.kind == "notice-accepted" }
      await bench.standIn.cutUplink()
      for lock in 2...3 { try await bench.load(lock, &ledger) }
    }
    let notices = try await bench.client.outbox().notices
    // The first attempt after the cut may be under way, on the connection that was kept.
    #expect(
      notices.map { $0.state == "sending" ? "pending" : $0.state }.sorted() == ["accepted", "pending", "pending"])
    daemon.signal(SIGKILL)
    _ = try await daemon.end()
    return notices
  }

  /// Log and file as one, so that damage to the file meets what is in it.
  private func bringLogIntoFile(_ bench: Bench) async throws {
    let daemon = try await bench.restartDaemon()
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }

  private func bytes(_ path: String) throws -> [UInt8] { try TextFile.bytes(of: path, atMost: .max) }

  private func apply(_ damage: Damage, to bench: Bench) throws {
    var file = try bytes(bench.store)
    switch damage {
    case .headerZeroed: file.replaceSubrange(0..<100, with: repeatElement(0, count: 100))
    case .cutInHalf: file.removeLast(file.count / 2)
    case .emptied: file = []
    case .otherFile: file = Array("PK\u{3}\u{4} not a database".utf8)
    case .pagesFlipped:
      var dice = SeededGenerator(seed: 7)
      for page in stride(from: 2, to: file.count / 1024, by: 5) {
        for _ in 1...20 { file[page * 1024 + Int.random(in: 0..<1024, using: &dice)] ^= 0xff }
      }
    case .logGarbage, .logCut:
      var log = try bytes(bench.store + "-wal")
      if damage == .logCut {
        log.removeLast(log.count / 3)
      } else {
        for offset in stride(from: 4096, to: log.count, by: 97) { log[offset] ^= 0x55 }
      }
      try bench.folder.write(log, to: "agent.sqlite-wal")
    }
    try bench.folder.write(file, to: "agent.sqlite")
  }

  @Test("the program starts, says what came over, and what came over goes out", arguments: Damage.allCases)
  func damaged(_ damage: Damage) async throws {
    let bench = try await Bench()
    let before = try await fill(bench)
    let isInLog = [.logGarbage, .logCut].contains(damage)
    if !isInLog { try await bringLogIntoFile(bench) }
    try apply(damage, to: bench)
    let damagedFile = try bytes(bench.store)

    let daemon = try await bench.restartDaemon()
    try await bench.doorsAreKnown()
    let health = try await bench.client.health()
    let salvaged = health.problems.first { $0.code == "store-salvaged" }
    let aside = bench.folder.names.first { $0.hasPrefix("agent.sqlite.damaged-2") && !$0.hasSuffix("-wal") }
    if isInLog {
      // A log ends where its checksums do: that is no damage but a commit that was under way.
      #expect(salvaged == nil && aside == nil)
    } else {
      let message = try #require(salvaged?.message, "\(health.problems)")
      print("\(damage): \(message)")
      #expect(health.status != .ok)
      #expect(message.contains(try #require(aside)))
      #expect(try bytes(bench.folder.file(try #require(aside))) == damagedFile, "set aside as it was")
      #expect(try bench.ledger().contains { $0.kind == .storeSalvaged && $0.why == message })
    }
    let after = try await bench.client.outbox().notices
    for notice in after {
      let old = before.first { $0.id == notice.id }
      #expect(notice.key == old?.key, "the key that Prokeep may have seen")
    }
    try await bench.standIn.start()
    for notice in after where notice.state != "accepted" { try await bench.isAccepted(notice.order) }

    // And the bank goes on.
    _ = try await bench.client.place(
      PutOrder(
        customer: PutOrder.Customer(name: nil, phone: "+12015550199"), code: "9999", compartments: ["A16"]), as: "new")
    try await bench.following { ledger in
      try await bench.load(16, &ledger)
      _ = try await ledger.next { $0.kind == "notice-accepted" && $0.order == "new" }
    }
    daemon.signal(SIGTERM)
    let ended = try await daemon.end()
    #expect(ended.code == 0)
    if let salvaged { #expect(ended.errors.contains(salvaged.message.replacing("\n", with: " | ")), "in the log, too") }
    // What a log has lost can't be known: its texts go out again, with the keys they had.
    for code in 7001...7004 { #expect(bench.requests(withCode: "\(code)").count <= (isInLog ? 2 : 1), "order \(code)") }
    #expect(bench.requests(withCode: "9999").count == 1)
    if damage == .headerZeroed {
      #expect([7001, 7002, 7003].allSatisfy { bench.requests(withCode: "\($0)").count == 1 }, "nothing of it was lost")
    }
  }
}
