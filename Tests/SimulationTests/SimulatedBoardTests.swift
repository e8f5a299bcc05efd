import BoardProtocols
import Testing

@testable import Simulation

struct SimulatedBoardTests {
  @Test func aKerongBoardAnswersWithItsBitsAndGoods() throws {
    var board = SimulatedBoard(address: 2, locks: 16)
    board.set(lock: 9, isOpen: true)
    board.goods[0] = 1
    let said = board.answer(to: BoardProtocol.kerongCU3x.stateQuery(address: 2), .kerongCU3x)
    let answer = try #require(said)
    #expect(Hex.text(answer) == "02 20 35 FF FE 01 00 03 58")
  }

  @Test(arguments: [(8, "80 01 00 00 FF 33 4D"), (12, "80 01 00 0F FF 33 42"), (32, "80 01 FF FF FF FF 33 B2")])
  func aShuomingBoardAnswersAtLeastThreeGroups(_ locks: Int, _ answer: String) throws {
    var board = SimulatedBoard(address: 1, locks: locks)
    let said = board.answer(to: BoardProtocol.shuoming8A.stateQuery(address: 1), .shuoming8A)
    let bytes = try #require(said)
    #expect(Hex.text(bytes) == answer)
  }

  @Test func theOtherWiringHasTheOtherBits() {
    var board = SimulatedBoard(address: 0, locks: 2, closedRaw: 0)
    #expect(board.raw == [0, 0])
    board.set(lock: 2, isOpen: true)
    #expect(board.raw == [0, 1])
  }

  @Test func itAnswersOnlyWhatItIsAsked() throws {
    var board = SimulatedBoard(address: 1, locks: 16)
    let toOthers = board.answer(to: BoardProtocol.kerongCU3x.stateQuery(address: 2), .kerongCU3x)
    #expect(toOthers == nil)
    let unlock = try BoardProtocol.kerongCU3x.decode(KerongCU3x.Frame.unlock(board: 1, lock: 1).bytes)
    let toUnlock = board.answer(to: unlock, .kerongCU3x)
    #expect(toUnlock == nil)
    let toAll = try BoardProtocol.kerongCU3x.decode(KerongCU3x.Frame.queryAllBoards.bytes)
    let toEverybody = board.answer(to: toAll, .kerongCU3x)
    #expect(toEverybody?[2] == 0x36)
    board.isSilent = true
    let withoutSupply = board.answer(to: toAll, .kerongCU3x)
    #expect(withoutSupply == nil)
  }

  /// The door that is asked to open springs open, and the board says so when it is asked.
  @Test(arguments: BoardProtocol.allCases)
  func itUnlocksOneDoor(_ name: BoardProtocol) throws {
    var board = SimulatedBoard(address: 3, locks: 12, map: .waveshare16)
    let lockBoard = LockBoard(address: 3, locks: 12, map: .waveshare16)
    guard case .pulse(let unlock)? = name.unlock(lockBoard, lock: 5) else {
      Issue.record("\(name.rawValue) has no pulse")
      return
    }
    let said = board.answer(to: unlock, name)
    if unlock.answer != nil {
      let reply = try name.decode(try #require(said), answering: unlock.bytes)
      #expect(reply.answers(unlock))
      #expect(!reply.isRefusal)
    } else {
      #expect(said == nil)
    }
    #expect(board.unlocks == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])

    let query = name.stateQuery(lockBoard)
    let told = board.answer(to: query, name)
    let state = try name.decode(try #require(told), answering: query.bytes)
    #expect(state.answers(query))
    #expect(state.locks.prefix(12).filter { $0.raw == 0 }.map(\.lock) == [5])
    #expect(board.powered.isEmpty)
  }

  /// Boards of another address, and boards without supply.
  @Test(arguments: BoardProtocol.allCases)
  func othersDoNothing(_ name: BoardProtocol) {
    guard case .pulse(let unlock)? = name.unlock(LockBoard(address: 3), lock: 1) else { return }
    var other = SimulatedBoard(address: 4, locks: 12)
    let fromOther = other.answer(to: unlock, name)
    #expect(fromOther == nil)
    #expect(other.unlocks.allSatisfy { $0 == 0 })
    var silent = SimulatedBoard(address: 3, locks: 12)
    silent.isSilent = true
    let toUnlock = silent.answer(to: unlock, name)
    #expect(toUnlock == nil)
    let toQuery = silent.answer(to: name.stateQuery(address: 3), name)
    #expect(toQuery == nil)
    #expect(silent.unlocks.allSatisfy { $0 == 0 })
  }

  @Test func aCoilStaysOnUntilItIsSwitchedOff() throws {
    var board = SimulatedBoard(address: 1, locks: 8, map: .kc868A8)
    guard
      case .hold(let on, let off, _)? = BoardProtocol.modbusRTU.unlock(LockBoard(address: 1, map: .kc868A8), lock: 2)
    else {
      Issue.record("this map has coils")
      return
    }
    let toOn = board.answer(to: on, .modbusRTU)
    #expect(toOn == on.bytes)
    #expect(board.powered == [2])
    let toOff = board.answer(to: off, .modbusRTU)
    #expect(toOff == off.bytes)
    #expect(board.powered.isEmpty)
    #expect(board.unlocks[1] == 1)
    // A relay that it doesn't have.
    let far = try BoardProtocol.modbusRTU.decode(ModbusRTU.Frame.writeCoil(unit: 1, 40, value: 0xFF00).bytes)
    let toFar = board.answer(to: far, .modbusRTU)
    #expect(try #require(toFar)[1] == 0x85)
  }

  @Test(arguments: RegisterMap.allCases)
  func aModbusBoardHasItsInputsWhereItsMapSays(_ map: RegisterMap) throws {
    let locks = map.locks.upperBound
    var board = SimulatedBoard(address: 1, locks: locks, map: map)
    board.set(lock: locks, isOpen: true)
    let query = BoardProtocol.modbusRTU.stateQuery(LockBoard(address: 1, locks: locks, map: map))
    let said = board.answer(to: query, .modbusRTU)
    let bytes = try #require(said)
    let state = try BoardProtocol.modbusRTU.decode(bytes, answering: query.bytes)
    #expect(state.locks.filter { $0.raw == 0 }.map(\.lock) == [locks])
  }
}
