import BoardProtocols
import Testing

struct KerongCU5xTests {
  static let all = (1...48).map(String.init).joined(separator: ", ")

  static let vectors = [
    Vector("02 00 00 50 03 55", .request, 0, "query of all locks, board 0"),
    Vector("02 00 00 51 03 56", .request, 1, "unlock, board 0, lock 1", .computed),
    Vector("02 00 2F 51 03 85", .request, 1, "unlock, board 0, lock 48", .computed),
    Vector(
      "02 00 00 65 00 00 00 00 00 00 03 6A", .stateAll, 48, "state of all locks, board 0, set: none", .computed),
    Vector(
      "02 00 00 65 FF FF FF FF FF FF 03 64", .stateAll, 48, "state of all locks, board 0, set: \(all)", .computed),
  ]

  @Test(arguments: vectors)
  func decodesAndEncodesBack(_ vector: Vector) throws {
    try vector.check(.kerongCU5x)
    #expect(try KerongCU5x.Frame(Hex.bytes(vector.hex)).bytes == Hex.bytes(vector.hex))
  }

  @Test(arguments: [
    ("02 00 00 50 03 54", "wrong checksum: expected 55, got 54"),
    ("02 00 00 50 03", "too short: such a frame has 6 bytes, these are 5"),
    ("02 00 00 65 00 00 03 6A", "too short: such a frame has 12 bytes, these are 8"),
    ("02 00 00 50 04 56", "wrong tail: expected 03, got 04"),
    ("02 00 01 50 03 56", "the third byte 01 names a lock, which only an unlock does"),
    ("02 00 30 51 03 86", "the lock 30 is not 00 to 2F"),
    ("02 10 00 50 03 65", "the board's address 16 is not 0 to 15"),
    (
      "02 00 00 60 03 65",
      "unknown command 60; as kerong-cu-6x it is valid: query of all locks, board 0"
    ),
  ])
  func refuses(_ hex: String, _ message: String) throws {
    #expect(try Vector.refusal(of: hex, .kerongCU5x) == message)
  }

  @Test func tellsTheLowGroupFirst() throws {
    let state = KerongCU5x.Frame.state(board: 2, groups: [0x02, 0, 0, 0, 0, 0x80])
    let frame = try BoardProtocol.kerongCU5x.decode(state.bytes)
    #expect(frame.locks.filter { $0.raw == 1 }.map(\.lock) == [2, 48])
    #expect(frame.answers(BoardProtocol.kerongCU5x.stateQuery(address: 2)))
    #expect(!frame.answers(BoardProtocol.kerongCU5x.stateQuery(address: 3)))
  }
}
