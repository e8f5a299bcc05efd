import BoardProtocols
import LockerDomain
import Simulation
import Testing

@testable import SerialBus

/// Relays that stay on until they are told otherwise: a lock left under power burns.
struct HeldCoilTests {
  private static let unlocking = ["relay on", "relay off"]

  private func world(boards: Int = 1) throws -> BusWorld {
    try BusWorld(
      .modbusRTU, boards: (1...boards).map { SimulatedBoard(address: $0, locks: 8, map: .kc868A8) }, map: .kc868A8,
      pollEvery: .milliseconds(200))
  }

  /// Doors known, what a former run may have left is off.
  private func settled(boards: Int = 1) throws -> BusWorld {
    var world = try world(boards: boards)
    world.run(for: .seconds(3))
    return world
  }

  private func writes(_ world: BusWorld, from count: Int) -> [BusWorld.Sent] {
    world.sent.dropFirst(count).filter { $0.frame.answer != .stateAll }
  }

  @Test func aLockIsHeldForItsTimeAndTheLineKeptFree() throws {
    var world = try settled(boards: 3)
    let before = world.sent.count
    _ = world.unlock(2, 1)
    world.run(for: .milliseconds(300))
    #expect(world.boards[1].powered == [1])
    #expect(world.ends == [1: .accepted])
    world.run(for: .milliseconds(300))
    #expect(world.boards[1].powered.isEmpty)
    let sent = writes(world, from: before)
    #expect(sent.map(\.frame.name) == Self.unlocking)
    #expect(sent.last.map { $0.at - sent[0].at } == .milliseconds(400))
    #expect(world.sent[before + 1].frame.name == "relay off", "nothing was asked meanwhile")
    #expect(world.collisions.isEmpty)
  }

  @Test func itIsSwitchedOffAgainAndAgainUntilTheBoardSaysSo() throws {
    var world = try settled(boards: 2)
    let before = world.sent.count
    _ = world.unlock(1, 1)
    world.run(for: .milliseconds(200))
    world.boards[0].isSilent = true
    world.run(for: .seconds(30))
    #expect(world.ends == [1: .accepted])
    #expect(world.boards[0].powered == [1])
    let tried = writes(world, from: before).filter { $0.frame.name == "relay off" }
    #expect((5...12).contains(tried.count))
    #expect(
      world.machine.health.boards[0].reason
        == """
        board 1 on bus-a has not confirmed that the relay of lock 1 is off after an unlock: it is told again and again; \
        if a lock gets hot, cut its supply
        """)
    // The other board is polled all the same.
    #expect(world.queries(of: 2).filter { $0 > world.now - .seconds(10) }.count >= 35)

    world.boards[0].isSilent = false
    world.run(for: .seconds(6))
    #expect(world.boards[0].powered.isEmpty)
    #expect(world.machine.health.boards[0].reason == nil)
    #expect(writes(world, from: before).filter { $0.frame.name == "relay on" }.count == 1)
  }

  @Test func itIsSwitchedOffOverALostPort() throws {
    var world = try settled()
    _ = world.unlock(1, 2)
    world.run(for: .milliseconds(200))
    #expect(world.boards[0].powered == [2])
    world.losePort()
    #expect(!world.isOpen)
    world.run(for: .seconds(2))
    #expect(world.isOpen)
    #expect(world.boards[0].powered.isEmpty)
    #expect(world.boards[0].unlocks[1] == 1)
  }

  @Test func aPortLostWithTheRequestOnItsWayIsUnknownAndSwitchedOff() throws {
    var world = try settled()
    _ = world.unlock(1, 2)
    world.run(for: .milliseconds(1))
    world.losePort()
    #expect(world.ends == [1: .unknown])
    world.run(for: .seconds(3))
    #expect(world.boards[0].powered.isEmpty)
    #expect(world.boards[0].unlocks[1] == 1)
  }

  @Test func theNextUnlockWaitsForTheEndOfThePulse() throws {
    var world = try settled()
    let before = world.sent.count
    _ = world.unlock(1, 1)
    _ = world.unlock(1, 2)
    world.run(for: .seconds(2))
    let sent = writes(world, from: before)
    #expect(sent.map(\.frame.name) == Self.unlocking + Self.unlocking)
    #expect(world.ends == [1: .accepted, 2: .accepted])
  }

  @Test func aStopLetsGoFirst() throws {
    var world = try settled()
    _ = world.unlock(1, 1)
    _ = world.unlock(1, 2)
    world.run(for: .milliseconds(100))
    let queries = world.queries(of: 1).count
    world.perform(world.machine.stop(at: world.time))
    #expect(world.ends == [1: .accepted, 2: .notSent])
    #expect(!world.machine.isAtRest)
    #expect(world.unlock(1, 3) == .notSent)
    world.run(for: .seconds(2))
    #expect(world.machine.isAtRest)
    #expect(world.boards[0].powered.isEmpty)
    #expect(world.queries(of: 1).count == queries)
  }

  // MARK: What a former run left

  @Test func whatAFormerRunLeftOnIsSwitchedOffOnce() throws {
    var world = try world(boards: 2)
    // Both have two locks that are compartments.
    world.boards[1].powered = [1, 2, 3]
    world.run(for: .seconds(2))
    #expect(world.boards[1].powered == [3], "lock 3 is no compartment's: it is not ours")
    #expect(world.sent.filter { $0.frame.name == "relay off" }.count == 4)
    #expect(world.boards.map(\.unlocks) == Array(repeating: Array(repeating: 0, count: 8), count: 2))
    world.losePort()
    world.run(for: .seconds(5))
    #expect(world.sent.filter { $0.frame.name == "relay off" }.count == 4)
    #expect(world.machine.health.boards.allSatisfy { $0.reason == nil })
    #expect(world.collisions.isEmpty)
  }

  @Test func aBoardThatComesLateIsSwitchedOffThen() throws {
    var world = try world(boards: 2)
    world.boards[1].isSilent = true
    world.boards[1].powered = [1]
    world.run(for: .seconds(20))
    #expect(!world.sent.contains { $0.frame.name == "relay off" && $0.frame.address == 2 })
    world.boards[1].isSilent = false
    world.run(for: .seconds(10))
    #expect(world.boards[1].powered.isEmpty)
  }

  @Test(arguments: BoardProtocol.allCases.filter { $0 != .modbusRTU })
  func boardsThatEndTheirPulseThemselvesAreToldNothing(_ name: BoardProtocol) throws {
    var world = try BusWorld(
      name, boards: [SimulatedBoard(address: 1, locks: 8)], pollEvery: .milliseconds(200))
    world.run(for: .seconds(3))
    #expect(world.writes.isEmpty)
  }

  @Test func aBoardThatIsNotTheConfiguredOneIsToldNothing() throws {
    var world = try BusWorld(
      .modbusRTU, boards: [SimulatedBoard(address: 1, locks: 8, map: .eletechsupN4D8B08)], map: .kc868A8,
      pollEvery: .milliseconds(200))
    world.run(for: .seconds(10))
    #expect(world.writes.isEmpty)
    #expect(
      world.machine.health.boards[0].reason
        == """
        board 1 on bus-a is there and refuses to be asked (function 02: no such address): check `map` \
        (now kc868-a8) and `locks` (now 8)
        """)
  }

  /// Whoever records or finds out how a bank is wired leaves every relay as it is.
  @Test func nothingIsSwitchedWhereBoardsAreOnlyAsked() throws {
    var world = try BusWorld(
      .modbusRTU, boards: [SimulatedBoard(address: 1, locks: 8, map: .kc868A8)], map: .kc868A8,
      pollEvery: .milliseconds(200), asksOnly: true)
    world.boards[0].powered = [1]
    world.run(for: .seconds(6))
    #expect(world.writes == [])
    #expect(world.reports.map(\.state) == [.closed, .closed])
    #expect(world.boards[0].powered == [1])
  }
}
