import BoardProtocols
import Testing

@testable import Simulation

/// What `check` counts for an answer is what a board sends.
struct AnswerLengthTests {
  @Test(arguments: BoardProtocol.allCases)
  func anAnswerIsAsLongAsItIsTakenToBe(boardProtocol: BoardProtocol) throws {
    let maps: [RegisterMap?] = boardProtocol == .modbusRTU ? RegisterMap.allCases : [nil]
    for map in maps {
      let most = min(map?.locks.upperBound ?? boardProtocol.locks.upperBound, 60)
      for locks in [1, 4, 8, 12, 16, 17, 24, 32, 48, 50] where locks <= most {
        let board = LockBoard(address: boardProtocol.addresses.lowerBound, locks: locks, map: map)
        var simulated = SimulatedBoard(address: board.address, locks: locks, map: map ?? .waveshare8)
        let said = simulated.answer(to: boardProtocol.stateQuery(board), boardProtocol)
        let answer = try #require(said, "\(locks) locks, \(map?.rawValue ?? "")")
        #expect(answer.count == boardProtocol.stateAnswerLength(board), "\(locks) locks, \(map?.rawValue ?? "")")
      }
    }
  }
}
