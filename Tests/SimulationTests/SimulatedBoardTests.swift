import BoardProtocols
import Testing

@testable import Simulation

struct SimulatedBoardTests {
  @Test func aKerongBoardAnswersWithItsBitsAndGoods() throws {
    var board = SimulatedBoard(address: 2, locks: 16)
    board.set(lock: 9, isOpen: true)
    board.goods[0] = 1
    let answer = try #require(
      board.answer(to: BoardProtocol.kerongCU3x.stateQuery(address: 2), .kerongCU3x))
    #expect(Hex.text(answer) == "02 20 35 FF FE 01 00 03 58")
  }

  @Test(arguments: [(8, "80 01 00 00 FF 33 4D"), (12, "80 01 00 0F FF 33 42"), (32, "80 01 FF FF FF FF 33 B2")])
  func aShuomingBoardAnswersAtLeastThreeGroups(_ locks: Int, _ answer: String) throws {
    let board = SimulatedBoard(address: 1, locks: locks)
    let bytes = try #require(board.answer(to: BoardProtocol.shuoming8A.stateQuery(address: 1), .shuoming8A))
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
    #expect(board.answer(to: BoardProtocol.kerongCU3x.stateQuery(address: 2), .kerongCU3x) == nil)
    let unlock = try BoardProtocol.kerongCU3x.decode(KerongCU3x.Frame.unlock(board: 1, lock: 1).bytes)
    #expect(board.answer(to: unlock, .kerongCU3x) == nil)
    let toAll = try BoardProtocol.kerongCU3x.decode(KerongCU3x.Frame.queryAllBoards.bytes)
    #expect(board.answer(to: toAll, .kerongCU3x)?[2] == 0x36)
    board.isSilent = true
    #expect(board.answer(to: toAll, .kerongCU3x) == nil)
  }
}
