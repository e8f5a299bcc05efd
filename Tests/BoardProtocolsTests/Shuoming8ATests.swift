import BoardProtocols
import Testing

struct Shuoming8ATests {
  static let vectors = [
    Vector("80 01 00 33 B2", .request, 0, "query of all locks, board 1"),
    Vector("80 02 00 33 B1", .request, 0, "query of all locks, board 2"),
    Vector("80 01 01 33 B3", .request, 1, "query of one lock, board 1, lock 1"),
    Vector("80 02 01 33 B0", .request, 1, "query of one lock, board 2, lock 1"),
    Vector("80 01 00 99 18", .request, 0, "query of the address, all boards"),
    Vector("82 01 00 22 A1", .request, 0, "query of the firmware version, board 1"),
    Vector("8A 01 00 11 9A", .request, 0, "unlock all, board 1"),
    Vector("8A 01 01 11 9B", .request, 1, "unlock, board 1, lock 1"),
    Vector("8A 01 02 11 98", .request, 1, "unlock, board 1, lock 2"),
    Vector("8A 01 04 11 9E", .request, 1, "unlock, board 1, lock 4"),
    Vector("8A 01 06 11 9C", .request, 1, "unlock, board 1, lock 6"),
    Vector("8A 01 07 11 9D", .request, 1, "unlock, board 1, lock 7"),
    Vector("8A 01 08 11 92", .request, 1, "unlock, board 1, lock 8"),
    Vector("8A 02 01 11 98", .request, 1, "unlock, board 2, lock 1"),
    Vector("8A 03 0C 11 94", .request, 1, "unlock, board 3, lock 12"),
    Vector("8A 1F 18 11 9C", .request, 1, "unlock, board 31, lock 24", .computed),
    Vector("8A 01 01 11 05 9E", .request, 1, "unlock for 5 s, board 1, lock 1", .computed),
    Vector("90 01 02 02 02 93", .request, 3, "unlock several, board 1, locks 2, 10, 18"),
    Vector("9A 01 01 11 8B", .request, 1, "keep powered, board 1, lock 1"),
    Vector("9B 01 01 11 8A", .request, 1, "stop keeping powered, board 1, lock 1", .computed),

    Vector("80 01 00 00 00 33 B2", .stateAll, 24, "state of all locks, board 1, set: none"),
    Vector("80 01 01 01 01 33 B3", .stateAll, 24, "state of all locks, board 1, set: 1, 9, 17"),
    Vector("80 01 80 00 01 33 33", .stateAll, 24, "state of all locks, board 1, set: 1, 24", .computed),
    Vector(
      "80 01 FF FF FF 33 4D", .stateAll, 24,
      "state of all locks, board 1, set: \((1...24).map(String.init).joined(separator: ", "))", .computed),
    Vector("80 01 80 00 00 01 33 33", .stateAll, 32, "state of all locks, board 1, set: 1, 32", .computed),
    Vector("80 01 02 00 00 00 00 00 01 33 B1", .stateAll, 56, "state of all locks, board 1, set: 1, 50", .computed),
    Vector("80 01 01 00 80", .state, 1, "state of one lock, board 1, lock 1, raw 00"),
    Vector("80 01 01 11 91", .state, 1, "state of one lock, board 1, lock 1, raw 11"),
    Vector("80 01 02 00 83", .state, 1, "state of one lock, board 1, lock 2, raw 00"),
    Vector("80 01 01 99 19", .other, 0, "its address, board 1"),
    Vector("80 01 02 99 1A", .other, 0, "its address, board 2"),

    Vector("8A 01 01 00 8A", .unlockReply, 1, "answer to an unlock, board 1, lock 1, raw 00"),
    Vector(
      "8A 01 01 11 9B", .unlockReply, 1, "answer to an unlock, board 1, lock 1, raw 11", answering: "8A 01 01 11 9B"),
    Vector("8A 01 05 00 8E", .unlockReply, 1, "answer to an unlock, board 1, lock 5, raw 00"),
    Vector("8A 01 07 00 8C", .unlockReply, 1, "answer to an unlock, board 1, lock 7, raw 00"),
    Vector("8A 01 08 00 83", .unlockReply, 1, "answer to an unlock, board 1, lock 8, raw 00"),
    Vector("8A 01 09 00 82", .unlockReply, 1, "answer to an unlock, board 1, lock 9, raw 00"),
    Vector("8A 02 0C 00 84", .unlockReply, 1, "answer to an unlock, board 2, lock 12, raw 00"),
    Vector("8A 03 0C 00 85", .unlockReply, 1, "answer to an unlock, board 3, lock 12, raw 00"),

    Vector("81 01 01 00 81", .doorEvent, 1, "a door changed, board 1, lock 1, raw 00"),
    Vector("81 01 01 11 90", .doorEvent, 1, "a door changed, board 1, lock 1, raw 11"),
    Vector("81 01 02 00 82", .doorEvent, 1, "a door changed, board 1, lock 2, raw 00"),
    Vector("81 01 02 11 93", .doorEvent, 1, "a door changed, board 1, lock 2, raw 11"),
    Vector("81 01 03 00 83", .doorEvent, 1, "a door changed, board 1, lock 3, raw 00"),
    Vector("81 01 03 11 92", .doorEvent, 1, "a door changed, board 1, lock 3, raw 11"),
    Vector("81 01 04 00 84", .doorEvent, 1, "a door changed, board 1, lock 4, raw 00"),
    Vector("81 01 04 11 95", .doorEvent, 1, "a door changed, board 1, lock 4, raw 11"),
    Vector("82 01 01 00 82", .doorEvent, 1, "a door changed, board 1, lock 1, raw 00", .computed),
    Vector("82 01 01 11 93", .doorEvent, 1, "a door changed, board 1, lock 1, raw 11"),
    Vector("82 01 04 11 96", .doorEvent, 1, "a door changed, board 1, lock 4, raw 11"),
  ]

  @Test(arguments: vectors)
  func decodesAndEncodesBack(_ vector: Vector) throws {
    try vector.check(.shuoming8A)
    #expect(try Shuoming8A.Frame(Hex.bytes(vector.hex), isReply: vector.request != nil).bytes == Hex.bytes(vector.hex))
  }

  @Test(arguments: [
    // Printed with these checks by public sources.
    ("80 01 01 00 B3", "wrong checksum: expected 80, got B3"),
    ("81 01 01 00 8A", "wrong checksum: expected 81, got 8A"),
    ("8A 01 01 11", "too short: such a frame has 5 bytes, these are 4"),
    ("90 01 02 02 91", "too short: such a frame has 6 bytes, these are 5"),
    ("81 01 01 00 00 81", "too long: such a frame has 5 bytes, these are 6"),
    ("80 01 01 22 A2", "the status is 00 or 11, not 22"),
    ("80 01 39 00 B8", "the lock's number 57 is not 1 to 56"),
    ("80 00 01 00 81", "the board's address 0 is not 1 to 99"),
    ("80 01 00 00 00 34 B5", "the byte before the checksum is 33, not 34"),
    ("8A 01 01 11 0A 91", "a pulse is 11 and 1 to 9 seconds, not 11 0A"),
    ("57 4B 4C 59", "wrong head: expected 80, 81, 82, 8A, 90, 9A or 9B, got 57"),
    (
      // The XOR of two frames in a row always holds.
      "80 01 01 11 91 80 01 02 00 83",
      """
      the byte before the checksum is 33, not 00; bytes 1 to 5 are a valid frame by themselves: state of one lock, \
      board 1, lock 1, raw 11
      """
    ),
    (
      "02 00 30 03 35",
      """
      wrong head: expected 80, 81, 82, 8A, 90, 9A or 9B, got 02; as kerong-cu-3x it is valid: query of all locks, board 0
      """
    ),
  ])
  func refuses(_ hex: String, _ message: String) throws {
    let bytes = try Hex.bytes(hex)
    let error = #expect(throws: InvalidFrame.self) { try BoardProtocol.shuoming8A.decode(bytes) }
    #expect(error?.message == message)
  }

  /// The success answers of locks 1 to 12 end with different bytes; a plan that is public took 8A for all of them.
  @Test func theCheckOfAnUnlockReplyDependsOnTheLock() {
    let checks = (1...12).map { Shuoming8A.Frame.unlockReply(board: 1, lock: $0, status: 0).bytes[4] }
    #expect(Hex.text(checks) == "8A 89 88 8F 8E 8D 8C 83 82 81 80 87")
  }

  @Test func aWrongRequestIsNamed() {
    let error = #expect(throws: InvalidFrame.self) {
      try BoardProtocol.shuoming8A.decode([0x8A, 1, 1, 0x11, 0x9B], answering: [0x8A, 1, 1, 0x11, 0x9C])
    }
    #expect(error?.message == "the request is not a frame: wrong checksum: expected 9B, got 9C")
  }
}
