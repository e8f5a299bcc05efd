import BoardProtocols
import Testing

struct WKLYTests {
  static let vectors = [
    Vector("57 4B 4C 59 09 00 82 01 83", .request, 1, "unlock, board 0, lock 1"),
    Vector("57 4B 4C 59 09 01 82 01 82", .request, 1, "unlock, board 1, lock 1"),
    Vector("57 4B 4C 59 09 01 82 02 81", .request, 1, "unlock, board 1, lock 2"),
    Vector("57 4B 4C 59 09 01 82 0B 88", .request, 1, "unlock, board 1, lock 11"),
    Vector("57 4B 4C 59 09 0A 82 01 89", .request, 1, "unlock, board 10, lock 1"),
    Vector("57 4B 4C 59 09 00 83 01 82", .request, 1, "query of one lock, board 0, lock 1"),
    Vector("57 4B 4C 59 08 00 84 85", .request, 0, "query of all locks, board 0"),
    Vector("57 4B 4C 59 08 00 86 87", .request, 0, "unlock all, board 0"),
    Vector("57 4B 4C 59 08 01 86 86", .request, 0, "unlock all, board 1"),
    Vector("57 4B 4C 59 0C 00 80 03 01 02 03 86", .request, 3, "unlock several, board 0, locks 1, 2, 3"),
    Vector("57 4B 4C 59 0B 00 87 02 01 02 84", .request, 2, "unlock several in turn, board 0, locks 1, 2", .computed),
    Vector("57 4B 4C 59 09 00 81 01 80", .request, 1, "flash the LED, board 0, lock 1", .computed),
    Vector("57 4B 4C 59 09 00 88 06 8E", .request, 1, "keep powered, board 0, lock 6"),
    Vector("57 4B 4C 59 09 00 88 07 8F", .request, 1, "keep powered, board 0, lock 7"),
    Vector("57 4B 4C 59 09 00 88 08 80", .request, 1, "keep powered, board 0, lock 8"),
    Vector("57 4B 4C 59 09 00 89 0A 83", .request, 1, "stop keeping powered, board 0, lock 10", .computed),
    Vector("57 4B 4C 59 0E 00 96 00 00 00 FF FF 01 90", .request, 0, "query of a drawer machine, board 0"),

    Vector("57 4B 4C 59 09 00 80 00 80", .unlockReply, 0, "answer to an unlock, board 0"),
    Vector("57 4B 4C 59 09 00 86 00 86", .unlockReply, 0, "answer to an unlock, board 0"),
    Vector(
      "57 4B 4C 59 0B 01 82 00 04 01 84", .unlockReply, 1, "answer to an unlock, board 1, lock 4, raw 01", .computed),
    Vector(
      "57 4B 4C 59 0B 00 82 FF 01 FF 81", .unlockReply, 1, "answer to an unlock, board 0, lock 1, raw FF, refused",
      .computed),
    Vector("57 4B 4C 59 0B 00 83 00 01 00 80", .state, 1, "state of one lock, board 0, lock 1, raw 00"),
    Vector("57 4B 4C 59 0B 00 83 FF 01 FF 80", .other, 1, "state of one lock, board 0, lock 1, refused", .computed),
    Vector(
      "57 4B 4C 59 0E 00 84 00 04 00 01 01 00 87", .stateAll, 4, "state of all locks, board 0, set: 2, 3"),
    Vector(
      "57 4B 4C 59 22 00 84 00 18 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B7",
      .stateAll,
      24, "state of all locks, board 0, set: none"),
    Vector("57 4B 4C 59 0A 00 84 FF 00 78", .other, 0, "state of all locks, board 0, refused", .computed),
    Vector("57 4B 4C 59 0A 00 88 00 06 8D", .other, 1, "power switched, board 0, lock 6", .computed),

    Vector("57 4B 4C 59 0A 00 85 01 00 87", .doorEvent, 1, "a door changed, board 0, lock 1, raw 00", .computed),
    Vector("57 4B 4C 59 0A 00 85 01 01 86", .doorEvent, 1, "a door changed, board 0, lock 1, raw 01", .computed),
    Vector("57 4B 4C 59 0A 00 85 02 00 84", .doorEvent, 1, "a door changed, board 0, lock 2, raw 00"),
  ]

  @Test(arguments: vectors)
  func decodesAndEncodesBack(_ vector: Vector) throws {
    try vector.check(.wkly)
    #expect(try WKLY.Frame(Hex.bytes(vector.hex)).bytes == Hex.bytes(vector.hex))
  }

  @Test(arguments: [
    ("57 4B 4C 59 09 00 82 01 84", "wrong checksum: expected 83, got 84"),
    ("57 4B 4C 58 09 00 82 01 82", "wrong head: expected 57 4B 4C 59, got 58"),
    ("57 4B 4C", "too short: such a frame has 8 bytes, these are 3"),
    ("57 4B 4C 59 09 00 82 01", "too short: such a frame has 9 bytes, these are 8"),
    ("57 4B 4C 59 08 00 90 91", "unknown command 90"),
    ("57 4B 4C 59 0A 00 82 00 01 80", "no frame with command 82 has 10 bytes"),
    ("57 4B 4C 59 08 20 84 A5", "the board's address 32 is not 0 to 31"),
    ("57 4B 4C 59 0A 00 85 01 02 85", "a state is 00 or 01, not 02"),
    ("57 4B 4C 59 0B 00 83 01 01 00 81", "the status is 00 or FF, not 01"),
    ("57 4B 4C 59 0C 00 80 02 01 02 03 87", "it says 2 locks and holds 3"),
    ("57 4B 4C 59 09 00 82 00 82", "the lock's number 0 is not 1 to 245"),
  ])
  func refuses(_ hex: String, _ message: String) throws {
    #expect(try Vector.refusal(of: hex, .wkly) == message)
  }

  /// A door that changes between the request and the answer is told in between; neither is taken for the other.
  @Test func aDoorMayChangeBeforeTheAnswer() throws {
    let query = BoardProtocol.wkly.stateQuery(address: 0)
    let change = WKLY.Frame.doorChange(board: 0, lock: 2, state: 0).bytes
    let answer = WKLY.Frame.boardState(board: 0, status: 0, states: [1, 0, 1]).bytes
    var parser = FrameParser(.wkly)
    _ = parser.sent(query)
    let frames = parser.received(change + answer + change).compactMap { item -> BoardFrame? in
      if case .frame(let frame) = item { frame } else { nil }
    }
    #expect(frames.map(\.kind) == [.doorEvent, .stateAll, .doorEvent])
    #expect(frames.map { $0.answers(query) } == [false, true, false])
  }
}
