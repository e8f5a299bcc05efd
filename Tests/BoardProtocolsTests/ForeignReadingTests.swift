import Testing

@testable import BoardProtocols

struct ForeignReadingTests {
  @Test(arguments: BoardProtocol.allCases)
  func aQueryOfTheFirstBoardDoesNothingElsewhere(_ name: BoardProtocol) {
    let query = name.stateQuery(address: name.addresses.lowerBound)
    #expect(name.sideEffects(of: query.bytes).isEmpty)
  }

  /// Its mask makes the BCC of a batch unlock right.
  @Test func aQueryThatUnlocksAnotherBoardIsSeen() throws {
    let query = BoardProtocol.winnsen.stateQuery(address: 149)
    let effects = BoardProtocol.winnsen.sideEffects(of: query.bytes)
    #expect(effects.map(\.boardProtocol) == [.shuoming8A])
    #expect(effects.first?.frame.name == "unlock several")
    #expect(effects.first?.frame.address == 7)
  }

  @Test(arguments: BoardProtocol.allCases)
  func anUnlockIsOne(_ name: BoardProtocol) throws {
    let unlock =
      switch try #require(name.unlock(LockBoard(address: name.addresses.lowerBound), lock: 1)) {
      case .pulse(let frame), .hold(let frame, _, _): frame
      }
    #expect(name.sideEffects(of: unlock.bytes).contains { $0.boardProtocol == name })
  }
}
