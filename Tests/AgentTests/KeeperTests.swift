import Linux
@testable import Agent
import LocalAPI
import LockerDomain
import Logging
import Prokeep
import Store
import TestSupport
import Testing

/// The keeper alone: a real store, doors and clocks as the test says.
@Suite(.timeLimit(.minutes(1))) struct KeeperTests {
  private let folder: TemporaryFolder
  private let clock = TestClock()

  init() throws { folder = try TemporaryFolder(prefix: "locker-agent-test") }

  private func keeper(_ path: String? = nil) async throws -> Keeper {
    let store = try await Released.wait {
      try Store(path: path ?? folder.file("agent.sqlite"), machineID: "machine", reserveBytes: 64 << 10)
    }
    var rules = BankRules(
      storeID: store.id, template: .builtIn(.parcelpending), facts: [.distributor: "Gotham", .location: "Wayne Ave"])
    rules.hold = .zero
    return try Keeper(
      store: store, rules: rules, compartments: [Self.name], board: clock.board, logger: .silent)
  }

  private static let name = valid { () throws(InvalidValue) in try CompartmentName("A1") }
  private static let from = valid { () throws(InvalidValue) in try PhoneNumber("+12015550123") }

  private func report(_ state: DoorState) -> DoorReport {
    DoorReport(compartment: Self.name, state: state, input: "line 1", at: clock.board.boot())
  }

  private func order(phone: String = "+12015550199") -> PutOrder {
    PutOrder(customer: PutOrder.Customer(name: nil, phone: phone), code: "0042", compartments: ["A1"])
  }

  /// An order in A1 that is ready, its text waiting.
  private func load(_ keeper: Keeper) async throws {
    keeper.take(report(.closed))
    _ = try await keeper.place("X", order(), by: 0)
    keeper.take(report(.open))
    keeper.take(report(.closed))
    #expect(try await keeper.order("X").state == "ready")
  }

  @Test("a phone corrected while the sender connects: the old text stays, the new one leaves")
  func correctedWhileConnecting() async throws {
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    try await load(keeper)
    let first = try #require(await keeper.outgoing(skipping: [], from: Self.from))
    _ = try await keeper.place("X", order(phone: "+12015550111"), by: 0)
    #expect(await keeper.leaves(first.id) == false)
    let second = try #require(await keeper.outgoing(skipping: [], from: Self.from))
    #expect(second.id == first.id)
    #expect(second.message.to.text == "+12015550111")
    #expect(await keeper.leaves(second.id))
    #expect(await keeper.leaves(second.id) == false)
    let problem = await #expect(throws: LocalAPI.Problem.self) { try await keeper.place("X", order(), by: 0) }
    #expect(problem?.kind == .tryAgain)
    await keeper.stop()
  }

  @Test("an attempt under way at a kill is sent again with its key")
  func killed() async throws {
    do {
      let keeper = try await self.keeper()
      try await keeper.start(outboxChanged: {})
      try await load(keeper)
      let outgoing = try #require(await keeper.outgoing(skipping: [], from: Self.from))
      #expect(await keeper.leaves(outgoing.id))
    }
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    #expect(await keeper.outgoing(skipping: [], from: Self.from) == nil, "the door is unknown")
    keeper.take(report(.closed))
    #expect(await keeper.outgoing(skipping: [], from: Self.from)?.message.key.hasSuffix("-X-ready-1") == true)
    await keeper.stop()
  }

  @Test("a board away for ten minutes and a restart just before it is back: somebody has to look inside")
  func unseenAcrossRestart() async throws {
    do {
      let keeper = try await self.keeper()
      try await keeper.start(outboxChanged: {})
      try await load(keeper)
      keeper.take(report(.unknown))
      clock.pass(.seconds(600))
      await keeper.stop()
    }
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    keeper.take(report(.closed))
    #expect(try await keeper.order("X").marks == ["unseen"])
    await keeper.stop()
  }

  @Test(
    "a disk that takes nothing: no text leaves, no command is taken, and what happened is stored later, in order",
    .enabled(if: SmallDisk.isPossible))
  func backlog() async throws {
    let disk = try #require(SmallDisk(kilobytes: 1024))
    let keeper = try await self.keeper(disk.folder.file("agent.sqlite"))
    try await keeper.start(outboxChanged: {})
    try await load(keeper)
    var events = try await keeper.events().makeAsyncIterator()
    var sent: [DoorState] = []
    func toggle() {
      sent.append(sent.last == .open ? .closed : .open)
      keeper.take(report(sent.count.isMultiple(of: 2) ? .closed : .open))
    }
    repeat {
      disk.fill()
      toggle()
    } while await keeper.backlog.isEmpty
    for _ in 1...7 { toggle() }
    #expect(await keeper.backlog.count == 8)
    #expect(await keeper.outgoing(skipping: [], from: Self.from) == nil)
    let problem = await #expect(throws: LocalAPI.Problem.self) { try await keeper.perform(.cancel, on: "X", by: 0) }
    #expect(problem?.kind == .storeFull)
    #expect(await keeper.storeProblems().map(\.code) == ["store-failing", "store-full"])

    disk.empty()
    var seen: [DoorState] = []
    while seen.count < sent.count, let event = await events.next() {
      if event.kind == "door-opened" { seen.append(.open) }
      if event.kind == "door-closed" { seen.append(.closed) }
    }
    #expect(seen == sent)
    #expect(await keeper.backlog.isEmpty)
    await keeper.stop()
  }

  @Test(
    "a door that flutters in front of a dead disk: what can't be kept is counted, and the ledger says so",
    .enabled(if: SmallDisk.isPossible))
  func flutter() async throws {
    let disk = try #require(SmallDisk(kilobytes: 1024))
    let keeper = try await self.keeper(disk.folder.file("agent.sqlite"))
    try await keeper.start(outboxChanged: {})
    try await load(keeper)
    var changes = 0
    func toggle() {
      clock.pass(.milliseconds(60))
      changes += 1
      keeper.take(report(changes.isMultiple(of: 2) ? .closed : .open))
    }
    repeat {
      disk.fill()
      toggle()
    } while await keeper.backlog.isEmpty
    for _ in 1...(changes.isMultiple(of: 2) ? 400 : 401) { toggle() }
    #expect(await keeper.backlog.count <= Backlog.mostPerDoor + 1)
    #expect(await keeper.storeProblems().first?.message.contains("events wait in memory") == true)
    disk.empty()
    try await keeper.catchUp()
    let ledger = keeper.wait { keeper in (try? keeper.store.reader.ledger().map(\.entry)) ?? [] }
    let missed = try #require(ledger.first { $0.kind == .doorChangesMissed })
    let recorded = ledger.filter { [.doorOpened, .doorClosed].contains($0.kind) }.count
    let happened = changes + 2
    #expect(missed.why.hasPrefix("\(happened - recorded) short changes"), "\(missed.why)")
    #expect(await keeper.doors().doors.first?.state == "closed")
    #expect(await keeper.storeProblems().isEmpty)
    await keeper.stop()
  }

  @Test(
    "an answer that can't be stored: the text is not sent again, and the answer is stored later",
    .enabled(if: SmallDisk.isPossible))
  func answerKept() async throws {
    let disk = try #require(SmallDisk(kilobytes: 1024))
    let keeper = try await self.keeper(disk.folder.file("agent.sqlite"))
    try await keeper.start(outboxChanged: {})
    try await load(keeper)
    var events = try await keeper.events().makeAsyncIterator()
    let outgoing = try #require(await keeper.outgoing(skipping: [], from: Self.from))
    #expect(await keeper.leaves(outgoing.id))
    repeat {
      disk.fill()
      keeper.take(report(.unknown))
      keeper.take(report(.closed))
    } while await keeper.backlog.isEmpty
    await keeper.attemptEnded(outgoing.id, .accepted(requestID: "r", messageID: nil))
    #expect(try await keeper.order("X").notice?.state == "sending")
    #expect(await keeper.tally.notices.pending == 1, "what is not stored is not counted")
    #expect(await keeper.tally.notices.settled.isEmpty)
    #expect(await keeper.outgoing(skipping: [], from: Self.from) == nil)
    disk.empty()
    while let event = await events.next(), event.kind != "notice-accepted" {}
    #expect(try await keeper.order("X").notice?.requestID == "r")
    #expect(await keeper.tally.notices.settled == [.accepted: 1])
    await keeper.stop()
  }

  @Test("a boot without a clock: no wall times; once it is synchronised all of them are filled in")
  func wallTimesLater() async throws {
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    try await load(keeper)
    #expect(try await keeper.order("X").placedAt == nil)
    #expect(await keeper.untilNextTurn().map { $0 <= .seconds(60) } == true, "it looks at the clock now and then")
    clock.pass(.seconds(100))
    clock.wall = 1_700_000_100_000
    keeper.wait { $0.timerFired() }
    #expect(try await keeper.order("X").placedAt?.unixMilliseconds == 1_700_000_000_000)
    let walls = keeper.wait { keeper in (try? keeper.store.reader.ledger().map(\.mark.wall)) ?? [] }
    #expect(walls.allSatisfy { $0 == 1_700_000_000_000 })
    await keeper.stop()
  }

  @Test("the clock is set back: the agent's own time goes on")
  func stepBack() async throws {
    clock.wall = 1_700_000_000_000
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    try await load(keeper)
    clock.wall = 1_600_000_000_000
    clock.pass(.seconds(5))
    let before = await keeper.now
    keeper.take(report(.open))
    keeper.take(report(.closed))
    #expect(await keeper.now >= before)
    let moments = keeper.wait { keeper in (try? keeper.store.reader.ledger().map(\.mark.moment)) ?? [] }
    #expect(moments == moments.sorted())
    #expect(await keeper.outgoing(skipping: [], from: Self.from) != nil)
    await keeper.stop()
  }

  @Test("who pages through the outbox has seen it once; a minute later, or as somebody else, once more")
  func revealedOnce() async throws {
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    func count() throws -> Int {
      try keeper.wait { keeper in Result { try keeper.store.reader.ledger().count { $0.entry.kind == .revealed } } }
        .get()
    }
    for _ in 1...3 { try await keeper.revealed("the outbox", to: 7) }
    #expect(try count() == 1)
    try await keeper.revealed("the outbox", to: 8)
    try await keeper.revealed("notice 1", to: 8)
    #expect(try count() == 3)
    clock.pass(.seconds(60))
    try await keeper.revealed("notice 1", to: 8)
    #expect(try count() == 4)
    await keeper.stop()
  }

  @Test("what was blanked leaves the log when there is time, and then the agent sleeps")
  func tidies() async throws {
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    keeper.take(report(.closed))
    #expect(await keeper.tidyAt != nil)
    clock.wall = 1_700_000_000_000
    clock.pass(.seconds(300))
    keeper.wait { $0.timerFired() }
    #expect(await keeper.tidyAt == nil)
    #expect(await keeper.untilNextTurn() == nil)
    await keeper.stop()
  }
}

func valid<Value>(_ make: () throws(InvalidValue) -> Value) -> Value {
  do throws(InvalidValue) { return try make() } catch { preconditionFailure("\(error.field): \(error.message)") }
}
