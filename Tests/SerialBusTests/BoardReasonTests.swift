import BoardProtocols
import Linux
import LockerDomain
import SerialLine
import Simulation
import Testing

@testable import SerialBus

/// What the bus says of a board that has something wrong with it.
struct BoardReasonTests {
  /// One KERONG board that is asked and, in place of its answer, gets `bytes` on the line each time.
  private func reason(hearing bytes: [UInt8], for rounds: Int = 4) throws -> String? {
    var bus = try BusScenario()
    _ = bus.wake()
    _ = bus.opened()
    for _ in 0..<rounds {
      bus.wake(until: BusScenario.query(0))
      if !bytes.isEmpty { _ = bus.received(bytes) }
    }
    _ = bus.wake()
    #expect(bus.machine.health.boards[0].presence == .offline)
    return bus.machine.health.boards[0].reason
  }

  @Test func nothingAtAll() throws {
    #expect(
      try reason(hearing: [])
        == """
        board 0 on bus-a does not answer, nothing comes back: check its supply, its address switches, the wires A and B, \
        and `baud` (now 19200)
        """)
  }

  @Test func bytesThatAreNoFrame() throws {
    #expect(
      try reason(hearing: [0xFB, 0x12, 0x8C, 0xF2])
        == """
        board 0 on bus-a does not answer, and the bytes that come are no kerong-cu-3x frame: check `baud` (now 19200), \
        whether A and B are swapped, and that no second board has the address 0
        """)
  }

  @Test(arguments: [UInt8(0x00), 0xFF])
  func nothingButOneByte(_ byte: UInt8) throws {
    #expect(
      try reason(hearing: Array(repeating: byte, count: 9))
        == """
        board 0 on bus-a does not answer, and nothing but \(Hex.text([byte])) comes from the line: A and B are swapped or \
        touch each other, or a board on the line has no supply
        """)
  }

  @Test func anotherAddress() throws {
    #expect(
      try reason(hearing: BusScenario.answer(5, 0xFFFF))
        == """
        board 0 on bus-a does not answer, but a board with the address 5 does, which the configuration doesn't have: \
        check the address switches
        """)
  }

  @Test func anotherRevision() throws {
    let bytes = KerongCU6x.Frame.state(
      board: 0, locks: [0x10, 0, 0, 0, 0, 0], goods: Array(repeating: 0, count: 6)
    ).bytes
    #expect(
      try reason(hearing: bytes)
        == """
        board 0 on bus-a does not answer in kerong-cu-3x: what comes is a kerong-cu-6x frame (state of all locks); check \
        `protocol`
        """)
  }

  @Test func anotherProtocol() throws {
    let bytes = WKLY.Frame.boardState(board: 0, status: 0, states: [1, 1]).bytes
    #expect(
      try reason(hearing: bytes)?.hasPrefix(
        "board 0 on bus-a does not answer in kerong-cu-3x: what comes is a wkly frame")
        == true)
  }

  @Test func aBoardThatCannotReadItsLocks() throws {
    var bus = try BusScenario {
      $0.boardProtocol = .wkly
      $0.boards[0].address = 1
    }
    _ = bus.wake()
    _ = bus.opened()
    let query = BusMachine.Action.send(BoardProtocol.wkly.stateQuery(address: 1).bytes)
    var told: [BusMachine.Action] = []
    for _ in 0..<3 {
      bus.wake(until: query)
      told += bus.received(WKLY.Frame.boardState(board: 1, status: 0xFF, states: [0, 0]).bytes)
    }
    #expect(told.doors == "A1 unknown, A2 unknown")
    #expect(
      bus.machine.health.boards[0].reason?.hasPrefix("board 1 on bus-a is there and says that it can't read its locks")
        == true)
  }

  /// The reason follows what the line shows, and ends with it.
  @Test func itChangesWithTheLine() throws {
    var bus = try BusScenario()
    bus.online()
    #expect(bus.machine.health.boards[0].reason == nil)
    for _ in 0..<3 { _ = bus.wake() + bus.wake() }
    #expect(bus.machine.health.boards[0].reason?.contains("nothing comes back") == true)
    bus.wake(until: BusScenario.query(0))
    _ = bus.received([0xFB, 0x12, 0x8C])
    _ = bus.wake()
    #expect(bus.machine.health.boards[0].reason?.contains("are no kerong-cu-3x frame") == true)
    bus.wake(until: BusScenario.query(0))
    _ = bus.received(BusScenario.answer(0, 0xFFFF))
    #expect(bus.machine.health.boards[0].reason == nil)
  }

  @Test func whatWasWrongWhileItWasAwayIsOver() throws {
    var bus = try BusScenario()
    bus.online()
    for _ in 0..<10 {
      bus.wake(until: BusScenario.query(0))
      _ = bus.received([0xFB, 0x12, 0x8C])
      _ = bus.wake()
    }
    bus.wake(until: BusScenario.query(0))
    _ = bus.received(BusScenario.answer(0, 0xFFFF))
    #expect(bus.machine.health.boards[0].reason == nil)
  }

  @Test func aClosedPortIsTheReasonOfItsBoards() throws {
    var bus = try BusScenario()
    #expect(bus.machine.health.boards[0].reason == "the port /dev/serial/by-id/test is not open yet")
    _ = bus.wake()
    _ = bus.failed(.notThere)
    #expect(bus.machine.health.boards[0].reason == "the port is away")
    _ = bus.wake()
    _ = bus.opened()
    #expect(bus.machine.health.boards[0].reason == "board 0 on bus-a has not answered yet")
  }

  // MARK: Boards that answer

  private func world(_ boards: [SimulatedBoard], doors: Int = 4) throws -> BusWorld {
    try BusWorld(.winnsen, boards: boards, pollEvery: .milliseconds(200), doors: doors)
  }

  @Test func twoBoardsWithOneAddress() throws {
    var world = try world([SimulatedBoard(address: 1, locks: 8)])
    world.boards.append(SimulatedBoard(address: 1, locks: 8))
    world.run(for: .seconds(5))
    #expect(
      world.machine.health.boards[0].reason
        == "board 1 on bus-a answers one question twice: two boards have the address 1, give each its own")
    world.boards.removeLast()
    world.run(for: .seconds(5))
    #expect(world.machine.health.boards[0].reason == nil)
  }

  /// It answers after its time was over, and then to the next question: that is one board.
  @Test func aSlowBoardIsNotTwo() throws {
    var world = try world([SimulatedBoard(address: 1, locks: 8)])
    world.delays = [1: .milliseconds(650)]
    world.run(for: .seconds(30))
    #expect(world.machine.health.boards[0].reason?.contains("twice") != true)
  }

  @Test func answersThatAreDamagedNowAndThen() throws {
    var bus = try BusScenario()
    bus.online()
    for round in 0..<8 {
      bus.wake(until: BusScenario.query(0))
      let damaged: [UInt8] = [0x02, 0x00, 0x35, 0x11, 0xFF, 0x00, 0x00, 0x03, 0x00]
      _ = bus.received((round.isMultiple(of: 2) ? damaged : []) + BusScenario.answer(0, 0xFFFF))
    }
    #expect(
      bus.machine.health.boards[0].reason
        == """
        4 of the last 20 exchanges with board 0 on bus-a were damaged: check that no second board has the address 0, the \
        cable and its terminating resistors
        """)
  }

  /// Transceivers that switch direction make such bytes: no reason to worry anybody.
  @Test func aZeroBeforeEachAnswerIsNothing() throws {
    var bus = try BusScenario()
    bus.online()
    for _ in 0..<30 {
      bus.wake(until: BusScenario.query(0))
      _ = bus.received([0x00] + BusScenario.answer(0, 0xFFFF))
    }
    #expect(bus.machine.health.boards[0].reason == nil)
  }

  @Test func allDoorsOpenFromTheStart() throws {
    var board = SimulatedBoard(address: 1, locks: 8)
    board.raw = Array(repeating: 0, count: 8)
    var world = try world([board])
    world.run(for: .seconds(2))
    #expect(
      world.machine.health.boards[0].reason
        == """
        all 4 doors of board 1 on bus-a have read open since the start: if they are closed, write `closed: 0` for this \
        board; if that is right, check the wires of the contacts
        """)
    world.boards[0].raw[2] = 1
    world.run(for: .seconds(2))
    #expect(world.machine.health.boards[0].reason == nil)
    // Once one was closed, all of them open is what they are.
    world.boards[0].raw[2] = 0
    world.run(for: .seconds(2))
    #expect(world.machine.health.boards[0].reason == nil)
  }

  @Test func allDoorsChangingAsOneAreNamedUntilOneDiffers() throws {
    var world = try world([SimulatedBoard(address: 1, locks: 8)])
    world.run(for: .seconds(2))
    world.boards[0].raw = Array(repeating: 0, count: 8)
    world.run(for: .seconds(2))
    #expect(
      world.machine.health.boards[0].reason
        == "all doors of board 1 on bus-a came to read alike at once: check its supply and its contacts' wires")
    world.boards[0].raw[0] = 1
    world.run(for: .seconds(2))
    #expect(world.machine.health.boards[0].reason == nil)
  }
}
