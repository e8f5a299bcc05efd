import Linux
import LocalAPI
import LockerDomain
import Logging
import Prokeep
import Store
import TestSupport
import Testing

@testable import Agent

/// A wall clock that is set, steps ahead and back, and is lost again: all deadlines run by the time since boot.
@Suite(.timeLimit(.minutes(1))) struct ClockStepTests {
  private let folder: TemporaryFolder
  private let clock = SteppingClock()

  init() throws { folder = try TemporaryFolder(prefix: "locker-agent-test") }

  private static let names = valid { () throws(InvalidValue) in
    try (1...3).map { n throws(InvalidValue) in try CompartmentName("A\(n)") }
  }
  private static let from = valid { () throws(InvalidValue) in try PhoneNumber("+12015550123") }

  private func keeper(bootID: String = "boot-1", as name: String = "agent.sqlite") async throws -> Keeper {
    let store = try await Released.wait {
      try Store(path: folder.file(name), machineID: "machine", reserveBytes: 64 << 10)
    }
    let rules = BankRules(
      storeID: store.id, template: .builtIn(.parcelpending), facts: [.distributor: "Gotham", .location: "Wayne Ave"])
    return try Keeper(
      store: store, rules: rules, compartments: Self.names, board: clock.board(bootID: bootID), logger: .silent)
  }

  /// Returns when it is stored: the clock may move on then.
  private func door(_ door: Int, _ state: DoorState, _ keeper: Keeper) {
    let report = DoorReport(
      compartment: Self.names[door], state: state, input: "line \(door)", at: clock.board().boot())
    keeper.wait { $0.doorReported(report) }
  }

  private func place(_ number: String, in door: Int, _ keeper: Keeper) async throws {
    _ = try await keeper.place(
      number,
      PutOrder(
        customer: PutOrder.Customer(name: nil, phone: "+12015550199"), code: "0042",
        compartments: [Self.names[door].text]), by: 0)
  }

  /// An order in the first compartment, loaded: its text waits for the hold of 10 s.
  private func load(_ keeper: Keeper) async throws {
    door(0, .closed, keeper)
    try await place("X", in: 0, keeper)
    door(0, .open, keeper)
    door(0, .closed, keeper)
    #expect(try await keeper.order("X").notice?.state == "held")
  }

  private func ledger(_ keeper: Keeper) -> [StoredEntry] {
    keeper.wait { keeper in (try? keeper.store.reader.ledger()) ?? [] }
  }

  @Test(
    "a text on hold leaves after ten seconds of the board's own time, whatever the wall clock does meanwhile",
    arguments: [10 * SteppingClock.year, -10 * SteppingClock.year, nil] as [Int64?])
  func hold(step: Int64?) async throws {
    clock.set()
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    try await load(keeper)
    clock.pass(.seconds(9))
    if let step { clock.set(ahead: step) } else { clock.lose() }
    keeper.wait { $0.timerFired() }
    #expect(await keeper.outgoing(skipping: [], from: Self.from) == nil, "too early")
    clock.pass(.seconds(1))
    keeper.wait { $0.timerFired() }
    #expect(await keeper.outgoing(skipping: [], from: Self.from) != nil)
    // A text lives for 72 hours, and not for ten years.
    clock.pass(.seconds(71 * 3600))
    keeper.wait { $0.timerFired() }
    #expect(try await keeper.order("X").notice?.state == "pending")
    clock.pass(.seconds(3600))
    keeper.wait { $0.timerFired() }
    #expect(try await keeper.order("X").notice?.state == "expired")
    await keeper.stop()
  }

  @Test("what was recorded keeps its time over steps; what comes while the clock is lost is timed by the boot")
  func wallTimes() async throws {
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    door(0, .closed, keeper)
    clock.pass(.seconds(100))
    clock.set()
    door(1, .closed, keeper)
    clock.pass(.seconds(100))
    clock.set(ahead: SteppingClock.year)
    door(2, .closed, keeper)
    clock.pass(.seconds(100))
    clock.lose()
    door(0, .open, keeper)
    let walls = ledger(keeper).map { $0.mark.wall.map { $0 - SteppingClock.rightStart } }
    // Started and found before the clock was set; found; found with the clock a year ahead; opened.
    #expect(walls == [1_000, 1_000, 101_000, 201_000 + SteppingClock.year, 301_000])
    #expect(await keeper.doors().doors[0].since?.unixMilliseconds == SteppingClock.rightStart + 301_000)
    await keeper.stop()
  }

  @Test("a clock that is set late is noticed within ten seconds, and once")
  func setLate() async throws {
    let keeper = try await self.keeper()
    let calls = Counter()
    try await keeper.start(outboxChanged: {}, clockWasSet: { calls.count() })
    #expect(await keeper.untilNextTurn().map { $0 <= .seconds(10) } == true)
    keeper.wait { $0.timerFired() }
    #expect(calls.value == 0)
    clock.set()
    for _ in 1...3 { keeper.wait { $0.timerFired() } }
    #expect(calls.value == 1)
    await keeper.stop()
  }

  @Test("after a suspend the timers are late, and no text leaves after its time all the same")
  func suspended() async throws {
    let keeper = try await self.keeper()
    try await keeper.start(outboxChanged: {})
    try await load(keeper)
    clock.pass(.seconds(10))
    #expect(await keeper.outgoing(skipping: [], from: Self.from) != nil, "the hold is over")
    clock.pass(.seconds(72 * 3600))
    #expect(await keeper.outgoing(skipping: [], from: Self.from) == nil)
    #expect(try await keeper.order("X").notice?.state == "expired")
    await keeper.stop()
  }

  @Test("a reboot without a clock: the hold goes on where it stopped, and nothing is older than what came before it")
  func reboot() async throws {
    clock.set()
    do {
      let keeper = try await self.keeper()
      try await keeper.start(outboxChanged: {})
      clock.pass(.seconds(1000))
      try await load(keeper)
      await keeper.stop()
    }
    clock.reboot()
    let keeper = try await self.keeper(bootID: "boot-2")
    try await keeper.start(outboxChanged: {})
    door(0, .closed, keeper)
    clock.pass(.seconds(9))
    keeper.wait { $0.timerFired() }
    #expect(try await keeper.order("X").notice?.state == "held")
    clock.pass(.seconds(1))
    keeper.wait { $0.timerFired() }
    #expect(try await keeper.order("X").notice?.state == "pending")
    let moments = ledger(keeper).map(\.mark.moment)
    #expect(moments == moments.sorted())
    await keeper.stop()
  }

  @Test(
    "whatever happens at the bank, a wall clock that steps at random changes none of it",
    arguments: 1...6 as ClosedRange<UInt64>)
  func steps(seed: UInt64) async throws {
    clock.set()
    let calm = try await history(seed: seed, as: "calm") {}
    clock.reboot()
    var dice = SeededGenerator(seed: seed &* 31)
    var steps = 0
    let shaken = try await history(seed: seed, as: "shaken") {
      guard Bool.random(using: &dice) else { return }
      steps += 1
      if Int.random(in: 0...3, using: &dice) == 0 {
        clock.lose()
      } else {
        clock.set(ahead: Int64.random(in: -10...10, using: &dice) * SteppingClock.year)
      }
    }
    #expect(steps > 50)
    for (shaken, calm) in zip(shaken, calm) { try #require(shaken == calm) }
    #expect(shaken.count == calm.count)
  }

  /// What a bank does in a few hundred random events: the ledger with its moments, and what the sender was given.
  private func history(seed: UInt64, as name: String, between: () -> Void) async throws -> [String] {
    let keeper = try await self.keeper(as: name)
    try await keeper.start(outboxChanged: {})
    var dice = SeededGenerator(seed: seed)
    var sent: [String] = []
    for event in 1...200 {
      between()
      let door = Int.random(in: 0..<Self.names.count, using: &dice)
      switch Int.random(in: 0...9, using: &dice) {
      case 0: try? await place("\(seed)-\(event)", in: door, keeper)
      case 1...4:
        let state: DoorState = [.open, .closed, .closed, .unknown][Int.random(in: 0...3, using: &dice)]
        self.door(door, state, keeper)
      case 5...6:
        let outgoing = await keeper.outgoing(skipping: [], from: Self.from)
        let end = Int.random(in: 0...3, using: &dice)
        guard let outgoing, await keeper.leaves(outgoing.id) else { break }
        sent.append("\(event): \(outgoing.id)")
        let ends: [Outcome] = [
          .accepted(requestID: "r", messageID: nil), .deferred(reason: "busy"), .unanswered(reason: "lost"),
          .refused(reason: "no", body: ""),
        ]
        await keeper.attemptEnded(outgoing.id, ends[end])
      default:
        clock.pass(
          [.seconds(1), .seconds(5), .seconds(60), .seconds(1200), .seconds(50_000)][
            Int.random(in: 0...4, using: &dice)])
      }
      // What is due at once would be done now or after the next event.
      keeper.wait { $0.timerFired() }
    }
    let ledger = ledger(keeper).map { "\($0.mark.moment.milliseconds) \($0.entry)" }
    await keeper.stop()
    #expect(ledger.count > 50)
    return ledger + sent
  }
}
