import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// The uplink goes and comes back while the bank is at work.
@Suite(.timeLimit(.minutes(2)))
struct OutageTests {
  private func place(_ lock: Int, on bench: Bench) async throws {
    _ = try await bench.client.place(
      PutOrder(
        customer: PutOrder.Customer(name: nil, phone: "+12015550199"), code: "\(7000 + lock)",
        compartments: ["A\(lock)"]),
      as: "order-\(lock)")
  }

  /// A door's text goes out while the uplink goes: before its attempt, at every step of it, and after it.
  @Test("what happens at the edge of an outage gets through; twice only after an attempt whose end nobody saw")
  func edges() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    // What the connection does to the first text behind each edge, on a connection that stood and worked until then.
    let edges: [ProkeepStandInBehaviour?] = [nil, .close, .reset, .raw("HTTP/1.1 202 Acc")]
    for (index, edge) in edges.enumerated() {
      let locks = [2 * index + 1, 2 * index + 2]
      for lock in locks { try await place(lock, on: bench) }
      try await bench.following { ledger in
        if let edge { bench.standIn.behave(edge) }
        try await bench.load(locks[0], &ledger)
        await bench.standIn.cutUplink()
        try await bench.load(locks[1], &ledger)
      }
      try await bench.standIn.start()
      for lock in locks { try await bench.isAccepted("order-\(lock)") }
    }
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    for lock in 1...2 * edges.count {
      let requests = bench.requests(withCode: "\(7000 + lock)")
      let ledger = try bench.ledger(of: "order-\(lock)").map(\.kind)
      let unanswered = ledger.filter { $0 == .noticeUnanswered }.count
      #expect(requests.contains { $0.status == 202 }, "order \(lock)")
      #expect(requests.count <= 1 + unanswered, "order \(lock): \(requests.count) requests, \(unanswered) unanswered")
      #expect(ledger.filter { $0 == .noticeAccepted }.count == 1, "order \(lock)")
    }
  }

  @Test("a configuration read again and a restart with another one: what waits stays, and leaves once, with its key")
  func changedConfiguration() async throws {
    let bench = try await Bench()
    let first = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    await bench.standIn.cutUplink()
    for lock in 1...2 { try await place(lock, on: bench) }
    try await bench.following { ledger in
      for lock in 1...2 { try await bench.load(lock, &ledger) }
    }
    let before = try await bench.client.outbox().notices
    #expect(before.map(\.state) == ["pending", "pending"])

    try bench.configure(["hold_s: 0": "hold_s: 3", "1515 Wayne Ave": "1 Other St"])
    try await bench.following { ledger in
      first.signal(SIGHUP)
      _ = try await ledger.next { $0.kind == "settings-adopted" }
    }
    #expect(try await bench.client.outbox().notices.map(\.key) == before.map(\.key))
    first.signal(SIGTERM)
    #expect(try await first.end().code == 0)

    // Another pace, another bank of compartments: that of the second order is not in it any more.
    try bench.configure([
      "retry_cap_s: 1": "retry_cap_s: 1\n  pace: {per_second: 20, burst: 1}", "names: A1..A16": "names: A1..A1",
    ])
    let second = try await bench.restartDaemon()
    try await bench.doorsAreKnown()
    let after = try await bench.client.outbox().notices
    #expect(after.map(\.key) == before.map(\.key))
    try await bench.standIn.start()
    try await bench.isAccepted("order-1")
    second.signal(SIGTERM)
    #expect(try await second.end().code == 0)
    #expect(bench.requests(withCode: "7001").count == 1)
    #expect(bench.requests(withCode: "7001").first?.message?.text == bench.text(withCode: "7001"))

    try bench.configure()
    let third = try await bench.restartDaemon()
    try await bench.doorsAreKnown()
    try await bench.isAccepted("order-2")
    third.signal(SIGTERM)
    #expect(try await third.end().code == 0)
    #expect(bench.requests(withCode: "7002").count == 1)
  }

  @Test(
    "health is about texts that were accepted: a line that connects and takes nothing is not well",
    arguments: [.close, .reset, .answer(status: 503), .answer(status: 404), .raw("nonsense\r\n\r\n")]
      as [ProkeepStandInBehaviour])
  func falselyConnected(_ behaviour: ProkeepStandInBehaviour) async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    #expect(try await bench.client.health().status == .ok)
    // More than will be asked for.
    for _ in 1...200 { bench.standIn.behave(behaviour) }
    try await place(1, on: bench)
    try await bench.following { ledger in try await bench.load(1, &ledger) }
    while try await bench.client.health().status == .ok { await Task.yield() }
    let health = try await bench.client.health()
    print("\(behaviour): \(health.status.rawValue), \(health.problems.map(\.message))")
    #expect(health.outbox.lastAcceptedAt == nil)
    #expect(health.outbox.counts["accepted"] == nil)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }
}
