import BoardProtocols
import Linux
import LockerDomain
import Testing

@testable import SerialBus

/// One bus, one board: each way from one state to the next.
struct BusMachineTests {
  @Test func startsByOpeningThePort() throws {
    var bus = try BusScenario()
    #expect(bus.wake() == [.open])
    #expect(bus.machine.wakeAt == nil)
    #expect(!bus.machine.health.isOpen)
  }

  @Test func asksAfterAMomentOfSilence() throws {
    var bus = try BusScenario()
    _ = bus.wake()
    #expect(bus.opened() == [])
    #expect(bus.machine.health.isOpen)
    #expect(bus.pass(.milliseconds(24)) == [])
    #expect(bus.pass(.milliseconds(1)) == [BusScenario.query(0)])
    #expect(bus.machine.health.boards[0].presence == .unheard)
  }

  @Test func theFirstReadingIsConfirmedAndReported() throws {
    var bus = try BusScenario()
    _ = bus.wake()
    _ = bus.opened()
    _ = bus.wake()
    #expect(bus.received(BusScenario.answer(0, 0b01)) == [])
    #expect(bus.pass(.milliseconds(25)) == [BusScenario.query(0)])
    let settled = bus.received(BusScenario.answer(0, 0b01))
    #expect(settled.doors == "A1 closed, A2 open")
    let first = try #require(settled.reports.first)
    #expect(first.input == "bus-a board 0 lock 1")
    #expect(first.raw == 1)
    #expect(first.reason == nil)
    #expect(first.at.nanoseconds == bus.now.inNanoseconds)
  }

  @Test func aChangeIsReportedWithTheFrameThatSettlesIt() throws {
    var bus = try BusScenario()
    bus.online()
    #expect(bus.wake() == [BusScenario.query(0)])
    #expect(bus.received(BusScenario.answer(0, 0xFFFE)) == [])
    let before = bus.now
    #expect(bus.wake() == [BusScenario.query(0)])
    #expect(bus.now - before == .milliseconds(25))
    #expect(bus.received(BusScenario.answer(0, 0xFFFE)).doors == "A1 open")
  }

  @Test func theSameStateIsNotReportedAgain() throws {
    var bus = try BusScenario()
    bus.online()
    for _ in 0..<5 {
      #expect(bus.wake() == [BusScenario.query(0)])
      #expect(bus.received(BusScenario.answer(0, 0xFFFF)) == [])
    }
  }

  @Test func polarityIsTheBoards() throws {
    var bus = try BusScenario(agreeing: 1) { $0.boards[0].closedRaw = 0 }
    _ = bus.wake()
    _ = bus.opened()
    _ = bus.wake()
    #expect(bus.received(BusScenario.answer(0, 0b01)).doors == "A1 open, A2 closed")
  }

  @Test func aBouncingContactLeavesTheLineToTheOthers() throws {
    var bus = try BusScenario(boards: 2)
    bus.online()
    var bits: UInt16 = 0xFFFF
    let asked = bus.poll(for: .seconds(2)) { board in
      bits ^= board == 0 ? 1 : 0
      return bits
    }
    #expect((asked[1]?.count ?? 0) >= 9)
  }

  @Test func noAnswerIsAMissAndTheNextTurnComes() throws {
    var bus = try BusScenario()
    bus.online()
    _ = bus.wake()
    #expect(bus.wake() == [])
    #expect(bus.machine.health.boards[0].missesInARow == 1)
    #expect(bus.machine.health.boards[0].presence == .online)
    #expect(bus.wake() == [BusScenario.query(0)])
    #expect(bus.received(BusScenario.answer(0, 0xFFFF)) == [])
    #expect(bus.machine.health.boards[0].missesInARow == 0)
    #expect(bus.machine.health.boards[0].misses == 1)
  }

  @Test func threeMissesMakeDoorsUnknownOnce() throws {
    var bus = try BusScenario()
    bus.online()
    var told: [BusMachine.Action] = []
    for _ in 0..<10 { told += bus.wake() + bus.wake() }
    #expect(told.doors == "A1 unknown, A2 unknown")
    #expect(
      told.reports.first?.reason
        == """
        board 0 on bus-a does not answer, nothing comes back: check its supply, its address switches, the wires A and B, \
        and `baud` (now 19200)
        """)
    #expect(told.reports.first?.raw == nil)
    #expect(bus.machine.health.boards[0].presence == .offline)
    #expect(bus.machine.health.boards[0].locks.isEmpty)
  }

  @Test func aBoardThatComesBackIsReadAnew() throws {
    var bus = try BusScenario()
    bus.online()
    for _ in 0..<3 { _ = bus.wake() + bus.wake() }
    #expect(bus.wake() == [BusScenario.query(0)])
    #expect(bus.received(BusScenario.answer(0, 0xFFFF)) == [])
    #expect(bus.machine.health.boards[0].presence == .online)
    _ = bus.wake()
    #expect(bus.received(BusScenario.answer(0, 0xFFFF)).doors == "A1 closed, A2 closed")
  }

  @Test func anAnswerInTheLastMomentCounts() throws {
    var bus = try BusScenario {
      $0.boardProtocol = .shuoming8A; $0.boards[0].address = 1
    }
    _ = bus.wake()
    _ = bus.opened()
    _ = bus.wake()
    // Its length isn't known yet, and the time is up before the pause behind it is.
    let answer = Shuoming8A.Frame.boardState(board: 1, groups: [0xFF, 0, 0]).bytes
    #expect(bus.received(answer, after: .milliseconds(495)) == [])
    _ = bus.wake()
    #expect(bus.machine.health.boards[0].replies == 1)
    #expect(bus.machine.health.boards[0].misses == 0)
  }

  @Test func aStrayFrameMovesNoDoor() throws {
    var bus = try BusScenario()
    bus.online()
    #expect(bus.received(BusScenario.answer(0, 0)) == [])
    #expect(bus.received(BusScenario.answer(0, 0)) == [])
    _ = bus.wake()
    #expect(bus.received(BusScenario.answer(3, 0)) == [])
    #expect(bus.machine.health.strayFrames == 3)
  }

  @Test func aPushedChangeIsAskedForAtOnce() throws {
    var bus = try BusScenario {
      $0.boardProtocol = .shuoming8A; $0.boards[0].address = 1; $0.pollEvery = .seconds(60)
    }
    let query = BusMachine.Action.send(BoardProtocol.shuoming8A.stateQuery(address: 1).bytes)
    let answer = Shuoming8A.Frame.boardState(board: 1, groups: [0xFF, 0, 0]).bytes
    _ = bus.wake()
    _ = bus.opened()
    #expect(bus.wake() == [query])
    // The first answer's length shows by the pause behind it.
    _ = bus.received(answer) + bus.wake()
    #expect(bus.wake() == [query])
    _ = bus.received(answer)
    _ = bus.received(Shuoming8A.Frame.doorChange(head: 0x82, board: 1, lock: 1, status: 0).bytes)
    #expect(bus.pass(.milliseconds(25)) == [query])
  }

  @Test func junkIsCountedAndTraced() throws {
    var bus = try BusScenario()
    bus.online()
    _ = bus.wake()
    _ = bus.received([0x55, 0xAA] + BusScenario.answer(0, 0xFFFF))
    #expect(bus.machine.health.badBytes == 2)
    #expect(bus.machine.health.boards[0].badBytes == 2)
    #expect(bus.machine.lines.suffix(3).map(\.direction) == [.sent, .junk, .received])
    #expect(bus.machine.lines.last?.meaning.hasPrefix("state of all locks, board 0, set: 1, 2") == true)
  }

  /// The first byte tells when the last can be there at the earliest: no need to wake up for those between.
  @Test func theRestOfAnAnswerIsSleptThrough() throws {
    var bus = try BusScenario()
    bus.online()
    _ = bus.wake()
    let answer = BusScenario.answer(0, 0xFFFF)
    #expect(bus.deafFor == nil)
    _ = bus.received(Array(answer.prefix(1)))
    #expect(bus.deafFor == BaudRate.b19200.wireTime(bytes: 8))
    _ = bus.pass(.milliseconds(5))
    #expect(bus.deafFor == nil, "what is late is waited for")
    _ = bus.received(Array(answer[1..<6]))
    #expect(bus.deafFor == BaudRate.b19200.wireTime(bytes: 3))
    _ = bus.received(Array(answer[6...]))
    #expect(bus.deafFor == nil)
    #expect(bus.machine.health.boards[0].misses == 0)
  }

  @Test func anEchoIsNoPartOfTheAnswer() throws {
    var bus = try BusScenario()
    bus.online()
    _ = bus.wake()
    _ = bus.received(BoardProtocol.kerongCU3x.stateQuery(address: 0).bytes)
    #expect(bus.deafFor == BaudRate.b19200.wireTime(bytes: 9))
  }

  @Test func theEchoIsDroppedOnce() throws {
    var bus = try BusScenario()
    bus.online()
    _ = bus.wake()
    let request = BoardProtocol.kerongCU3x.stateQuery(address: 0).bytes
    #expect(bus.received(request + BusScenario.answer(0, 0xFFFF)) == [])
    #expect(bus.machine.health.echoes == 1)
    #expect(bus.machine.health.strayFrames == 0)
    #expect(bus.machine.lines.suffix(3).map(\.direction) == [.sent, .echo, .received])
  }

  @Test func aDoorThatTheBoardDoesNotHaveIsNamed() throws {
    let name = try CompartmentName("A20")
    var bus = try BusScenario(agreeing: 1) { $0.boards[0].doors = [20: name] }
    _ = bus.wake()
    _ = bus.opened()
    _ = bus.wake()
    let told = bus.received(BusScenario.answer(0, 0))
    #expect(told.doors == "A20 unknown")
    #expect(told.reports.first?.reason == "board 0 on bus-a reports 16 locks, and lock 20 is not among them")
    _ = bus.wake()
    #expect(bus.received(BusScenario.answer(0, 0)) == [])
  }
}
