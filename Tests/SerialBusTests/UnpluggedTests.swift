import BoardProtocols
import Linux
import LockerDomain
import Simulation
import Testing

@testable import SerialBus

/// An adapter that is pulled out, on a real pseudo-terminal.
@Suite(.timeLimit(.minutes(1)))
struct UnpluggedTests {
  /// What a port says that is no more, and what to do about it.
  private func isAway(_ report: DoorReport, _ port: String) -> Bool {
    report.state == .unknown && report.reason?.hasPrefix("\(port) went away (") == true
      && report.reason?.hasSuffix("check the adapter's plug and supply; it is opened again when it is back") == true
  }

  /// The next query is an hour away: nobody waits for that, and nobody goes round and round until then.
  @Test func pulledWhileIdle() async throws {
    let bank = try BankOnLine(.kerongCU3x) { $0.pollEvery = .seconds(3600) }
    try bank.bus.start()
    #expect(try await bank.doors(2) == "1-1 closed, 1-2 closed")
    bank.boards.unplug()
    #expect(isAway(try await bank.next(), bank.boards.path))
    #expect(isAway(try await bank.next(), bank.boards.path))
    #expect(!bank.bus.health.isOpen)

    let turns = bank.bus.turns
    let since = BootTime.now
    bank.boards.setDoor(board: 1, lock: 1, isOpen: true)
    try bank.boards.plugIn()
    #expect(try await bank.doors(2) == "1-1 open, 1-2 closed")
    // One try in 250 ms at most, and a few turns for two queries and their answers. Without a pause there are
    // thousands.
    let tries = Int((BootTime.now - since) / .milliseconds(250))
    #expect(bank.bus.turns - turns < 50 + 2 * tries)
  }

  /// A query is out, and half of its answer has come.
  @Test func pulledWhileReading() async throws {
    let bank = try BankOnLine(.kerongCU3x) { $0.replyTimeout = .seconds(3600) }
    bank.boards.unplug()
    var terminal: PseudoTerminal? = try PseudoTerminal()
    try terminal?.link(as: bank.boards.path)
    try bank.bus.start()
    _ = Poll.input(from: [try #require(terminal).controller], timeout: .seconds(30))
    terminal?.write(Array(BusScenario.answer(1, 0xFFFF).prefix(5)))
    terminal = nil
    #expect(isAway(try await bank.next(), bank.boards.path))
    #expect(isAway(try await bank.next(), bank.boards.path))

    try bank.boards.plugIn()
    #expect(try await bank.doors(2) == "1-1 closed, 1-2 closed")
    #expect(bank.bus.health.strayFrames == 0)
  }

  /// It is asked as fast as it answers, so that any step may be the last one.
  @Test func pulledAtAnyMoment() async throws {
    let bank = try BankOnLine(.kerongCU3x) { settings in
      settings.pollEvery = .milliseconds(1)
      settings.quietGap = .zero
    }
    try bank.bus.start()
    #expect(try await bank.doors(2) == "1-1 closed, 1-2 closed")
    for isOpen in [true, false, true, false] {
      bank.boards.unplug()
      #expect(isAway(try await bank.next(), bank.boards.path))
      #expect(isAway(try await bank.next(), bank.boards.path))
      bank.boards.setDoor(board: 1, lock: 1, isOpen: isOpen)
      try bank.boards.plugIn()
      #expect(try await bank.doors(2) == "1-1 \(isOpen ? "open" : "closed"), 1-2 closed")
    }
  }
}
