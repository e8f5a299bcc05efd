import BoardProtocols
import LockerDomain
import SerialLine
import Simulation
import Testing

@testable import SerialBus

/// The thread, a real pseudo-terminal, real frames.
@Suite(.timeLimit(.minutes(1)))
struct SerialBusTests {
  @Test(arguments: BoardProtocol.allCases)
  func reportsFirstReadingsAndChanges(_ name: BoardProtocol) async throws {
    let bank = try BankOnLine(name)
    bank.boards.setDoor(board: 1, lock: 2, isOpen: true)
    try bank.bus.start()
    #expect(try await bank.doors(2) == "1-1 closed, 1-2 open")
    bank.boards.setDoor(board: 1, lock: 2, isOpen: false)
    #expect(try await bank.doors(1) == "1-2 closed")
    #expect(bank.bus.health.isOpen)
    #expect(bank.bus.health.boards.map(\.presence) == [.online])
    #expect(bank.bus.trace.contains { $0.direction == .sent })
  }

  @Test(arguments: BoardProtocol.allCases)
  func worksWithJunkBetweenFramesAndAnswersInPieces(_ name: BoardProtocol) async throws {
    let bank = try BankOnLine(name, addresses: [1, 2])
    bank.boards.setFaults {
      $0.junk = [0x00, 0x80, 0x02, 0x02, 0x8A]
      $0.pieceSize = 1
      $0.piecePause = .milliseconds(1)
    }
    try bank.bus.start()
    #expect(try await bank.doors(4) == "1-1 closed, 1-2 closed, 2-1 closed, 2-2 closed")
    for isOpen in [true, false, true] {
      bank.boards.inject([0x02, 0x80, 0xFF])
      bank.boards.setDoor(board: 2, lock: 1, isOpen: isOpen)
      #expect(try await bank.doors(1) == (isOpen ? "2-1 open" : "2-1 closed"))
    }
    #expect(bank.bus.health.badBytes > 0)
  }

  @Test(arguments: BoardProtocol.allCases)
  func worksOnAnAdapterThatHearsItself(_ name: BoardProtocol) async throws {
    let bank = try BankOnLine(name)
    bank.boards.setFaults { $0.echoesRequests = true }
    try bank.bus.start()
    #expect(try await bank.doors(2) == "1-1 closed, 1-2 closed")
    bank.boards.setDoor(board: 1, lock: 1, isOpen: true)
    #expect(try await bank.doors(1) == "1-1 open")
    #expect(bank.bus.health.echoes > 0)
    #expect(bank.bus.health.strayFrames == 0)
  }

  @Test(arguments: BoardProtocol.allCases)
  func aBoardGoesAndComesBack(_ name: BoardProtocol) async throws {
    let bank = try BankOnLine(name, addresses: [1, 2])
    try bank.bus.start()
    _ = try await bank.doors(4)
    bank.boards.board(2) { $0.isSilent = true }
    let away = try await bank.next()
    #expect(away.state == .unknown)
    #expect(away.reason?.contains("board 2 on bus-a does not answer") == true)
    #expect(try await bank.doors(1) == "2-2 unknown")

    bank.boards.setDoor(board: 1, lock: 1, isOpen: true)
    #expect(try await bank.doors(1) == "1-1 open")

    bank.boards.setDoor(board: 2, lock: 1, isOpen: true)
    bank.boards.board(2) { $0.isSilent = false }
    #expect(try await bank.doors(2) == "2-1 open, 2-2 closed")
  }

  @Test func wrongAnswersMoveNoDoor() async throws {
    let bank = try BankOnLine(.kerongCU3x)
    try bank.bus.start()
    _ = try await bank.doors(2)
    let otherBoard = KerongCU3x.Frame.state(board: 3, locks: 0, goods: 0, allWereAsked: false).bytes
    var badSum = KerongCU3x.Frame.state(board: 1, locks: 0, goods: 0, allWereAsked: false).bytes
    badSum[8] &+= 1
    bank.boards.setFaults { $0.wrongAnswers = [otherBoard, badSum] }
    bank.boards.setDoor(board: 1, lock: 2, isOpen: true)
    #expect(try await bank.doors(1) == "1-2 open")
    #expect(bank.bus.health.strayFrames == 1)
    #expect(bank.bus.health.boards[0].misses == 2)
    #expect(bank.bus.health.boards[0].badBytes == badSum.count)
  }

  /// With no checksum, noise may be a whole answer; it is never one twice in a row.
  @Test func whatANoiseForgesMovesNoDoor() async throws {
    let bank = try BankOnLine(.winnsen)
    try bank.bus.start()
    _ = try await bank.doors(2)
    let forged = Winnsen.Frame.state(station: 1, locks: 0xFFFE).bytes
    bank.boards.setFaults { $0.wrongAnswers = [forged] }
    bank.boards.setDoor(board: 1, lock: 2, isOpen: true)
    #expect(try await bank.doors(1) == "1-2 open")
    #expect(bank.bus.health.boards[0].locks.first?.raw == 1)
  }

  /// A door that tells of itself is asked at once, not when its board is due.
  @Test(arguments: [BoardProtocol.wkly, .shuoming8A])
  func aDoorThatTellsIsBelievedWhenItWasAsked(_ name: BoardProtocol) async throws {
    let bank = try BankOnLine(name) { $0.pollEvery = .seconds(3600) }
    try bank.bus.start()
    _ = try await bank.doors(2)
    bank.boards.setDoorAndTell(board: 1, lock: 2, isOpen: true)
    #expect(try await bank.doors(1) == "1-2 open")
  }

  @Test(arguments: RegisterMap.allCases)
  func everyMapIsPolled(_ map: RegisterMap) async throws {
    let bank = try BankOnLine(.modbusRTU) { settings in
      settings.boards[0].map = map
      settings.boards[0].locks = map.locks.upperBound
    }
    bank.boards.board(1) { $0 = SimulatedBoard(address: 1, locks: map.locks.upperBound, map: map) }
    try bank.bus.start()
    _ = try await bank.doors(2)
    bank.boards.setDoor(board: 1, lock: 2, isOpen: true)
    #expect(try await bank.doors(1) == "1-2 open")
  }

  @Test func aPortGoesAndComesBackAsAnotherDevice() async throws {
    let bank = try BankOnLine(.kerongCU3x)
    try bank.bus.start()
    _ = try await bank.doors(2)
    bank.boards.unplug()
    let away = try await bank.next()
    #expect(away.state == .unknown)
    #expect(away.reason?.contains("went away") == true)
    #expect(try await bank.doors(1) == "1-2 unknown")
    #expect(!bank.bus.health.isOpen)
    bank.boards.setDoor(board: 1, lock: 1, isOpen: true)
    try bank.boards.plugIn()
    #expect(try await bank.doors(2) == "1-1 open, 1-2 closed")
    #expect(bank.bus.health.isOpen)
  }

  @Test func aPortThatComesLaterIsOpened() async throws {
    let bank = try BankOnLine(.shuoming8A)
    bank.boards.unplug()
    try bank.bus.start()
    let away = try await bank.next()
    #expect(away.reason?.contains("is not there") == true)
    _ = try await bank.next()
    try bank.boards.plugIn()
    #expect(try await bank.doors(2) == "1-1 closed, 1-2 closed")
  }

  @Test func aPortThatSomebodyElseHasIsTakenWhenItIsFree() async throws {
    let bank = try BankOnLine(.kerongCU3x)
    var other: SerialPort? = try SerialPort(bank.boards.path, baud: .b9600, rs485: false)
    try bank.bus.start()
    let away = try await bank.next()
    #expect(away.reason?.contains(") has \(bank.boards.path) open") == true)
    _ = try await bank.next()
    #expect(bank.bus.health.error?.code == .inUse)
    withExtendedLifetime(other) {}
    other = nil
    #expect(try await bank.doors(2) == "1-1 closed, 1-2 closed")
  }

  @Test func stopsWhateverItDoes() throws {
    let bank = try BankOnLine(.kerongCU3x)
    try bank.bus.start()
    bank.bus.stop()
    // The port is free again.
    _ = try SerialPort(bank.boards.path, baud: .b9600, rs485: false)
  }
}
