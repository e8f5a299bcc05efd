import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import Store
import TestSupport
import Testing

/// A disk of its own under the real program, filled to the last block. Needs the right to mount; without it:
/// `unshare --user --map-root-user --mount swift test --filter FilledDiskTests`.
@Suite(.timeLimit(.minutes(2)), .enabled(if: SmallDisk.isPossible))
struct FilledDiskTests {
  private static let phone = "+12015550199"

  private func place(_ lock: Int, on bench: Bench) async throws {
    _ = try await bench.client.place(
      PutOrder(
        customer: PutOrder.Customer(name: nil, phone: Self.phone), code: "\(7000 + lock)", compartments: ["A\(lock)"]),
      as: "order-\(lock)")
  }

  private func load(_ lock: Int, on bench: Bench) async throws {
    try await bench.following { ledger in
      try await bench.load(lock, &ledger)
      _ = try await ledger.next { $0.kind == "notice-accepted" }
    }
  }

  @Test(
    "new orders are refused, known ones get their texts, also after a restart; with room again all goes on by itself")
  func reserve() async throws {
    let disk = try #require(SmallDisk(kilobytes: 8 << 10))
    let bench = try await Bench()
    try bench.configure([bench.store: disk.folder.file("agent.sqlite")])
    let first = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    for lock in 1...3 { try await place(lock, on: bench) }
    disk.fill()
    var placed = Set(1...3)
    let refused = try await #require(throws: LocalAPIError.self) {
      for lock in 4...16 {
        try await place(lock, on: bench)
        placed.insert(lock)
      }
    }
    guard case .refused(let problem) = refused.code else { throw refused }
    #expect(problem.kind == .storeFull && problem.kind.status == 507)
    #expect(problem.detail.contains("the disk is full") && problem.detail.contains("make room"), "\(problem.detail)")
    try await load(1, on: bench)
    let health = try await bench.client.health()
    #expect(health.status == .failing)
    #expect(health.problems.map(\.code) == ["store-full"])
    print("health on a full disk:", health.problems.map(\.message))
    let command = try await bench.run(
      "order", "add", "late", "--phone", Self.phone, "--code", "1", "--compartment", "A16")
    #expect(command.code == 75)
    print("order add on a full disk:", command.errors)

    first.signal(SIGKILL)
    #expect(try await first.end().signal == SIGKILL)
    disk.fill()
    let second = try await bench.restartDaemon()
    try await bench.doorsAreKnown()
    try await load(2, on: bench)
    let known = try await bench.client.orders().orders
    #expect(Set(known.map(\.number)) == Set(placed.map { "order-\($0)" }), "what was acknowledged, and nothing else")

    disk.empty()
    try await place(16, on: bench)
    #expect(try await bench.client.health().status == .ok)
    try await load(3, on: bench)
    second.signal(SIGTERM)
    #expect(try await second.end().code == 0)
    #expect(bench.standIn.requests.map(\.status) == [202, 202, 202])
  }

  @Test("not even a door event has room: it waits in memory and health says so; with room again it is stored in order")
  func nothingLeft() async throws {
    let disk = try #require(SmallDisk(kilobytes: 8 << 10))
    let bench = try await Bench()
    let store = disk.folder.file("agent.sqlite")
    try bench.configure([bench.store: store])
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    try await place(1, on: bench)
    var changes: [DoorState] = []
    /// The reading shows what the door says, stored or not.
    func change() async throws {
      let state: DoorState = changes.last == .open ? .closed : .open
      let before = try await bench.client.doors().doors[0].raw
      if state == .open { bench.open(1) } else { bench.close(1) }
      while try await bench.client.doors().doors[0].raw == before { await Task.yield() }
      changes.append(state)
    }
    func waiting() async throws -> String? {
      try await bench.client.health().problems.first { $0.message.contains("wait in memory") }?.message
    }
    repeat {
      disk.fill()
      try await change()
    } while try await waiting() == nil
    for _ in 1...(changes.last == .open ? 21 : 20) { try await change() }
    let message = try #require(try await waiting())
    print("health when nothing is left:", message)
    #expect(bench.standIn.requests.count <= 1)
    disk.empty()
    while try await bench.client.health().status != .ok { await Task.yield() }
    try await bench.isAccepted("order-1")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    let stored = try StoreReader(path: store).ledger().compactMap { line -> DoorState? in
      switch line.entry.kind {
      case .doorOpened: .open
      case .doorClosed: .closed
      default: nil
      }
    }
    #expect(stored == changes)
    #expect(bench.standIn.requests.count == 1)
  }
}
