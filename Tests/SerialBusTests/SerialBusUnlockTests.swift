import BoardProtocols
import LockerDomain
import SerialLine
import Simulation
import Testing

@testable import SerialBus

/// Unlocks over a real pseudo-terminal.
@Suite(.timeLimit(.minutes(1)))
struct SerialBusUnlockTests {
  private func coils(_ settings: inout BusSettings) {
    settings.boards[0].map = .kc868A8
    settings.boards[0].locks = 8
  }

  private func bankWithCoils() throws -> BankOnLine {
    let bank = try BankOnLine(.modbusRTU, coils)
    bank.boards.board(1) { $0 = SimulatedBoard(address: 1, locks: 8, map: .kc868A8) }
    return bank
  }

  @Test(arguments: BoardProtocol.allCases, [false, true])
  func aDoorIsOpenedOnceAndSeenToOpen(_ name: BoardProtocol, _ isEchoing: Bool) async throws {
    let bank = try BankOnLine(name)
    bank.boards.setFaults { $0.echoesRequests = isEchoing }
    try bank.bus.start()
    _ = try await bank.doors(2)
    let end = await bank.bus.unlock(address: 1, lock: 2)
    let isKerong = [.kerongCU3x, .kerongCU5x, .kerongCU6x].contains(name)
    #expect(end == (isKerong ? .unknown : .accepted))
    #expect(try await bank.doors(1) == "1-2 open")
    #expect(bank.boards.snapshot(of: 1)?.unlocks.reduce(0, +) == 1)
    #expect(bank.boards.snapshot(of: 1)?.unlocks[1] == 1)
  }

  @Test func aHeldRelayIsLetGo() async throws {
    let bank = try bankWithCoils()
    try bank.bus.start()
    _ = try await bank.doors(2)
    #expect(await bank.bus.unlock(address: 1, lock: 1) == .accepted)
    #expect(bank.boards.snapshot(of: 1)?.unlocks[0] == 1)
    // It is asked for its doors only when the relay is off.
    #expect(try await bank.doors(1) == "1-1 open")
    #expect(bank.boards.snapshot(of: 1)?.powered == [])
  }

  @Test func aStopLetsGoOfAHeldRelay() async throws {
    let bank = try bankWithCoils()
    try bank.bus.start()
    _ = try await bank.doors(2)
    #expect(await bank.bus.unlock(address: 1, lock: 1) == .accepted)
    bank.bus.stop()
    #expect(bank.boards.snapshot(of: 1)?.powered == [])
    #expect(await bank.bus.unlock(address: 1, lock: 1) == .notSent)
  }

  /// The agent died between on and off: the next one switches off whatever it could have been.
  @Test func aRelayThatADeadAgentLeftOnIsSwitchedOff() async throws {
    let bank = try bankWithCoils()
    let dead = try SerialPort(bank.boards.path, baud: .b9600, rs485: false)
    guard case .hold(let on, _, _)? = BoardProtocol.modbusRTU.unlock(LockBoard(address: 1, map: .kc868A8), lock: 2)
    else { throw BankOnLine.EndOfReports() }
    try dead.write(on.bytes)
    #expect(PortWait.wait(for: dead, until: nil).hasInput, "the board has answered")
    #expect(bank.boards.snapshot(of: 1)?.powered == [2])
    withExtendedLifetime(dead) {}
    // A dead process leaves no descriptor behind, and no lock: another device takes the place of this one.
    bank.boards.unplug()
    try bank.boards.plugIn()

    try bank.bus.start()
    _ = try await bank.doors(2)
    while bank.boards.snapshot(of: 1)?.powered != [] { await Task.yield() }
    #expect(bank.boards.snapshot(of: 1)?.unlocks == [0, 1, 0, 0, 0, 0, 0, 0], "it was not opened again")
  }

  @Test func aBoardThatIsSilentMakesItUnknown() async throws {
    let bank = try BankOnLine(.wkly)
    try bank.bus.start()
    _ = try await bank.doors(2)
    bank.boards.board(1) { $0.isSilent = true }
    #expect(await bank.bus.unlock(address: 1, lock: 1) == .unknown)
  }

  @Test func aPortThatGoesInTheMiddleMakesItUnknown() async throws {
    let bank = try BankOnLine(.wkly)
    try bank.bus.start()
    _ = try await bank.doors(2)
    bank.boards.board(1) { $0.isSilent = true }
    let bus = bank.bus
    async let end = bus.unlock(address: 1, lock: 1)
    // Until it is on the line, and then no longer.
    while !bus.trace.contains(where: { $0.meaning.hasPrefix("unlock") }) { await Task.yield() }
    bank.boards.unplug()
    #expect(await end == .unknown)
  }

  @Test func withoutAPortItIsNotSent() async throws {
    let bank = try BankOnLine(.wkly)
    bank.boards.unplug()
    #expect(await bank.bus.unlock(address: 1, lock: 1) == .notSent)
    try bank.bus.start()
    _ = try await bank.doors(2)
    #expect(await bank.bus.unlock(address: 1, lock: 1) == .notSent)
    #expect(bank.boards.counters.bytesReceived == 0)
  }

  @Test func manyCallersAreServedOneByOne() async throws {
    let bank = try BankOnLine(.winnsen, addresses: [1, 2])
    try bank.bus.start()
    _ = try await bank.doors(4)
    let bus = bank.bus
    let ends = await withTaskGroup(of: UnlockSequence.End.self) { group in
      for (address, lock) in [(1, 1), (2, 1), (1, 2), (2, 2)] {
        group.addTask { await bus.unlock(address: address, lock: lock) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(ends == Array(repeating: .accepted, count: 4))
    for address in 1...2 { #expect(bank.boards.snapshot(of: address)?.unlocks.prefix(2) == [1, 1]) }
  }

  /// Every protocol on a port of its own, at the same time.
  @Test func allProtocolsAtOnce() async throws {
    let banks = try BoardProtocol.allCases.map { try BankOnLine($0, addresses: [1, 2]) }
    for bank in banks { try bank.bus.start() }
    for bank in banks {
      #expect(try await bank.doors(4) == "1-1 closed, 1-2 closed, 2-1 closed, 2-2 closed")
    }
    let buses = banks.map(\.bus)
    let ends = await withTaskGroup(of: UnlockSequence.End.self) { group in
      for bus in buses { group.addTask { await bus.unlock(address: 2, lock: 1) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(!ends.contains(.notSent) && !ends.contains(.refused))
    for bank in banks {
      #expect(try await bank.doors(1) == "2-1 open", "\(bank.boards.boardProtocol.rawValue)")
      #expect(bank.boards.snapshot(of: 1)?.unlocks.reduce(0, +) == 0)
      #expect(bank.bus.health.boards.allSatisfy { $0.misses == 0 })
    }
  }
}
