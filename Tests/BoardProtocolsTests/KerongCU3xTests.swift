import BoardProtocols
import Testing

struct KerongCU3xTests {
  static let vectors = [
    Vector("02 00 30 03 35", .request, 0, "query of all locks, board 0"),
    Vector("02 10 30 03 45", .request, 0, "query of all locks, board 1", .computed),
    Vector("02 F0 32 03 27", .request, 0, "query of all locks, all boards"),
    Vector("02 00 31 03 36", .request, 1, "unlock, board 0, lock 1"),
    Vector("02 01 31 03 37", .request, 1, "unlock, board 0, lock 2"),
    Vector("02 02 31 03 38", .request, 1, "unlock, board 0, lock 3"),
    Vector("02 03 31 03 39", .request, 1, "unlock, board 0, lock 4"),
    Vector("02 04 31 03 3A", .request, 1, "unlock, board 0, lock 5"),
    Vector("02 05 31 03 3B", .request, 1, "unlock, board 0, lock 6"),
    Vector("02 07 31 03 3D", .request, 1, "unlock, board 0, lock 8"),
    Vector("02 0C 31 03 42", .request, 1, "unlock, board 0, lock 13"),
    Vector("02 0F 31 03 45", .request, 1, "unlock, board 0, lock 16"),
    Vector("02 10 31 03 46", .request, 1, "unlock, board 1, lock 1"),
    Vector("02 12 31 03 48", .request, 1, "unlock, board 1, lock 3"),
    Vector("02 13 31 03 49", .request, 1, "unlock, board 1, lock 4", .computed),
    Vector("02 00 33 03 38", .request, 0, "unlock all, board 0", .computed),
    Vector(
      "02 00 35 FE FF 01 00 03 38", .stateAll, 16,
      "state of all locks, board 0, set: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, goods: 1", .computed),
    Vector(
      "02 00 35 FF FF 00 00 03 38", .stateAll, 16,
      "state of all locks, board 0, set: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, goods: none", .computed),
    Vector("02 00 36 00 00 00 00 03 3B", .stateAll, 16, "state of all locks, board 0, set: none, goods: none"),
    Vector("02 10 36 00 00 00 00 03 4B", .stateAll, 16, "state of all locks, board 1, set: none, goods: none"),
  ]

  @Test(arguments: vectors)
  func decodesAndEncodesBack(_ vector: Vector) throws {
    try vector.check(.kerongCU3x)
    #expect(try KerongCU3x.Frame(Hex.bytes(vector.hex)).bytes == Hex.bytes(vector.hex))
  }

  @Test(arguments: [
    // Printed with these sums by public sources; the board would not know them.
    ("02 0F 31 03 49", "wrong checksum: expected 45, got 49"),
    ("02 10 30 03 3E", "wrong checksum: expected 45, got 3E"),
    ("02 00 30 03", "too short: such a frame has 5 bytes, these are 4"),
    ("02 00 35 FF FF 00 00 03", "too short: such a frame has 9 bytes, these are 8"),
    ("02 00 30 04 36", "wrong tail: expected 03, got 04"),
    ("02 00 50 03 55", "unknown command 50"),
    ("02 00 32 03 37", "command 32 asks all boards: its address is F0, not 00"),
    ("02 01 30 03 36", "the low half of the address 01 names a lock, which only an unlock does"),
    ("FB 00 30 03 35", "wrong head: expected 02, got FB"),
    (
      "00 02 00 30 03 35",
      "wrong head: expected 02, got 00; bytes 2 to 6 are a valid frame by themselves: query of all locks, board 0"
    ),
    (
      "80 01 01 33 B3",
      "wrong head: expected 02, got 80; as shuoming-8a it is valid: query of one lock, board 1, lock 1"
    ),
  ])
  func refuses(_ hex: String, _ message: String) throws {
    let bytes = try Hex.bytes(hex)
    let error = #expect(throws: InvalidFrame.self) { try BoardProtocol.kerongCU3x.decode(bytes) }
    #expect(error?.message == message)
  }

  @Test func tellsTheLowGroupFirst() throws {
    let state = KerongCU3x.Frame.state(board: 2, locks: 0b1000_0000_0000_0010, goods: 1, allWereAsked: false)
    #expect(Hex.text(state.bytes) == "02 20 35 02 80 01 00 03 DD")
    let frame = try BoardProtocol.kerongCU3x.decode(state.bytes)
    #expect(frame.locks.filter { $0.raw == 1 }.map(\.lock) == [2, 16])
    #expect(frame.goods.filter { $0.raw == 1 }.map(\.lock) == [1])
  }

  @Test func theQueryOfABoardIsAnsweredByItsStateOnly() throws {
    let query = BoardProtocol.kerongCU3x.stateQuery(address: 1)
    #expect(Hex.text(query.bytes) == "02 10 30 03 45")
    let own = KerongCU3x.Frame.state(board: 1, locks: 0, goods: 0, allWereAsked: false).bytes
    let other = KerongCU3x.Frame.state(board: 2, locks: 0, goods: 0, allWereAsked: false).bytes
    #expect(try BoardProtocol.kerongCU3x.decode(own).answers(query))
    #expect(try !BoardProtocol.kerongCU3x.decode(other).answers(query))
    #expect(!query.answers(query))
  }
}
