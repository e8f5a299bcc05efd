import BoardProtocols
import Linux
import LockerDomain
import SerialLine
import Simulation
import Testing

@testable import SerialBus

/// Unlocks among the turns of a bus, one protocol's peculiarities after the other.
struct BusUnlockTests {
  private func world(
    _ boardProtocol: BoardProtocol, boards: Int = 1, map: RegisterMap? = nil, pollEvery: Duration = .milliseconds(200)
  ) throws -> BusWorld {
    try BusWorld(
      boardProtocol,
      boards: (1...boards).map { SimulatedBoard(address: $0, locks: 8, map: map ?? .waveshare8) },
      map: boardProtocol == .modbusRTU ? map ?? .waveshare8 : nil, pollEvery: pollEvery)
  }

  /// A bus whose doors are known, at a moment at which nothing is due for some time.
  private func settled(_ world: BusWorld) -> BusWorld {
    var world = world
    world.run(for: .seconds(4))
    return world
  }

  @Test(arguments: BoardProtocol.allCases)
  func itGoesOutAtOnceAndOnce(_ name: BoardProtocol) throws {
    var world = settled(try world(name, boards: 3, pollEvery: .seconds(1)))
    let before = world.sent.count
    #expect(world.unlock(2, 5) == .queued(1))
    let asked = world.now
    world.run(for: .seconds(20))
    let unlocks = world.sent.dropFirst(before).filter { $0.frame.answer != .stateAll }
    #expect(unlocks.count == 1)
    #expect(unlocks.first?.at == asked)
    #expect(world.boards[1].unlocks == [0, 0, 0, 0, 1, 0, 0, 0])
    // KERONG boards never say anything to an unlock.
    let isKerong = [.kerongCU3x, .kerongCU5x, .kerongCU6x].contains(name)
    #expect(world.ends == [1: isKerong ? .unknown : .accepted])
    #expect(world.collisions.isEmpty)
    #expect(world.machine.health.strayFrames == 0)
  }

  @Test(arguments: BoardProtocol.allCases)
  func theDoorThatSprangOpenIsSeenRightAfterThePulse(_ name: BoardProtocol) throws {
    var world = settled(try world(name, boards: 3, pollEvery: .seconds(5)))
    let asked = world.now
    _ = world.unlock(2, 1)
    world.run(for: .seconds(1))
    let opened = try #require(world.reports.last { $0.state == .open })
    #expect(opened.compartment.text == "2-1")
    #expect(opened.at.nanoseconds < (asked + .milliseconds(700)).inNanoseconds)
    #expect(!world.queries(of: 2).contains { $0 > asked && $0 < asked + .milliseconds(500) })
  }

  @Test func itsBoardIsAskedFasterForFiveSeconds() throws {
    var world = settled(try world(.kerongCU3x, boards: 2, pollEvery: .seconds(1)))
    let asked = world.now
    _ = world.unlock(1, 1)
    world.run(for: .seconds(12))
    let during = world.queries(of: 1).filter { $0 > asked && $0 <= asked + .milliseconds(5500) }
    #expect((95...102).contains(during.count))
    let after = world.queries(of: 1).filter { $0 > asked + .milliseconds(5600) }
    #expect((5...7).contains(after.count))
    // The other board keeps its pace.
    #expect((11...13).contains(world.queries(of: 2).filter { $0 > asked }.count))
  }

  @Test func itWaitsForTheAnswerThatIsOnItsWay() throws {
    var world = settled(try world(.winnsen, pollEvery: .milliseconds(200)))
    let count = world.sent.count
    world.run(until: world.now + .seconds(1)) { $0.sent.count > count }
    _ = world.unlock(1, 1)
    world.run(for: .seconds(1))
    #expect(world.collisions.isEmpty)
    #expect(world.ends == [1: .accepted])
    // It is the next thing that is sent.
    #expect(world.sent[count + 1].frame.name == "unlock")
  }

  @Test(arguments: BoardProtocol.allCases)
  func severalAreServedInOrderOnePulseAfterTheOther(_ name: BoardProtocol) throws {
    var world = settled(try world(name, boards: 2))
    let before = world.sent.count
    for (address, lock) in [(2, 3), (1, 1), (2, 1)] { _ = world.unlock(address, lock) }
    world.run(for: .seconds(10))
    let sent = world.sent.dropFirst(before).filter { $0.frame.answer != .stateAll }
    #expect(sent.map { "\($0.frame.address ?? 0)-\($0.frame.locks.first?.lock ?? 0)" } == ["2-3", "1-1", "2-1"])
    for (later, earlier) in zip(sent.dropFirst(), sent) { #expect(later.at - earlier.at >= .milliseconds(500)) }
    #expect(world.ends.count == 3)
    #expect(world.collisions.isEmpty)
  }

  @Test func aBoardThatIsSilentMakesItUnknownAndIsNotToldAgain() throws {
    var world = settled(try world(.wkly))
    world.boards[0].isSilent = true
    let before = world.writes.count
    let asked = world.now
    _ = world.unlock(1, 1)
    world.run(until: asked + .seconds(60)) { !$0.ends.isEmpty }
    #expect(world.ends == [1: .unknown])
    #expect(world.now - asked > .milliseconds(1500))
    #expect(world.now - asked < .milliseconds(1600))
    world.run(for: .seconds(30))
    #expect(world.writes.count - before == 1)
  }

  @Test func whatCannotBeOpenedIsNotSent() throws {
    var world = try world(.modbusRTU, map: .eletechsupN4DIH32)
    #expect(world.unlock(1, 1) == .notSent, "the port is closed")
    world.run(for: .seconds(2))
    #expect(world.unlock(1, 1) == .notSent, "the board has no relays")
    #expect(world.unlock(9, 1) == .notSent, "there is no such board")
    var other = settled(try self.world(.wkly))
    #expect(other.unlock(1, 9) == .notSent, "there is no such lock")
    other.losePort()
    #expect(other.unlock(1, 1) == .notSent, "the port is gone")
  }

  @Test func aPortThatIsLostInTheMiddleMakesItUnknownAndTheOthersNotSent() throws {
    var world = settled(try world(.wkly))
    for lock in 1...3 { _ = world.unlock(1, lock) }
    world.run(for: .milliseconds(1))
    world.losePort()
    #expect(world.ends == [1: .unknown, 2: .notSent, 3: .notSent])
    world.run(for: .seconds(5))
    #expect(world.writes.count == 1)
  }

  @Test func aPortThatDoesNotTakeItMakesItNotSent() throws {
    var world = settled(try world(.wkly))
    _ = world.unlock(1, 1)
    let actions = world.machine.timePassed(at: world.time)
    #expect(actions.contains { if case .send = $0 { true } else { false } })
    world.perform(
      world.machine.sendFailed(BusScenario.error(.gone), at: world.time))
    #expect(world.ends == [1: .notSent])
    #expect(!world.isOpen)
  }

  /// A line on which somebody talks without a pause.
  @Test func whatFindsNoGapIsNotSentInTheEnd() throws {
    var world = settled(try world(.kerongCU3x))
    _ = world.machine.received([0x55], at: world.time)
    _ = world.unlock(1, 1)
    var told: [BusMachine.Action] = []
    var now = world.now
    while told.isEmpty, now < world.now + .seconds(11) {
      now += .milliseconds(10)
      told = world.machine.received([0x55], at: BootTime(nanoseconds: now.inNanoseconds)).filter {
        if case .ended = $0 { true } else { false }
      }
    }
    #expect(told == [.ended(unlock: 1, .notSent)])
    #expect(now - world.now >= .seconds(10))
  }

  // MARK: Answers that look like their requests

  @Test(arguments: [RegisterMap.waveshare8, .eletechsupN4D8B08, .kc868A8])
  func anAnswerThatEqualsItsRequestIsTheAnswer(_ map: RegisterMap) throws {
    var world = settled(try world(.modbusRTU, map: map))
    _ = world.unlock(1, 2)
    world.run(for: .milliseconds(300))
    #expect(world.ends == [1: .accepted])
    #expect(world.machine.health.echoes == 0)
  }

  @Test(arguments: [RegisterMap.waveshare8, .eletechsupN4D8B08, .kc868A8])
  func theEchoOfAnUnlockIsNotItsAnswer(_ map: RegisterMap) throws {
    var heard = try world(.modbusRTU, map: map)
    heard.isEchoing = true
    heard = settled(heard)
    _ = heard.unlock(1, 2)
    heard.run(for: .milliseconds(300))
    #expect(heard.ends == [1: .accepted])

    var silent = try world(.modbusRTU, map: map)
    silent.isEchoing = true
    silent = settled(silent)
    silent.boards[0].isSilent = true
    _ = silent.unlock(1, 2)
    silent.run(for: .seconds(2))
    #expect(silent.ends == [1: .unknown])
  }

  /// Right after the port was opened nobody knows whether it echoes: a query shows that first.
  @Test(arguments: [false, true])
  func theFirstUnlockOfAPortFollowsAQuery(_ isEchoing: Bool) throws {
    var world = try world(.shuoming8A)
    world.isEchoing = isEchoing
    world.run(until: .seconds(1)) { $0.isOpen }
    #expect(world.unlock(1, 1) == .queued(1))
    world.run(for: .seconds(2))
    #expect(world.sent.first?.frame.name == "query of all locks")
    #expect(world.sent[1].frame.name == "unlock")
    #expect(world.ends == [1: .accepted])
  }

  @Test func aSilentBoardShowsTheEchoToo() throws {
    var world = try world(.shuoming8A)
    world.isEchoing = true
    world.boards[0].isSilent = true
    world.run(until: .seconds(1)) { $0.isOpen }
    _ = world.unlock(1, 1)
    world.run(for: .seconds(4))
    #expect(world.ends == [1: .unknown])
  }
}
