import BoardProtocols
import Testing

struct WinnsenTests {
  static let all = (1...16).map(String.init).joined(separator: ", ")

  static let vectors = [
    Vector("90 06 05 01 01 03", .request, 1, "unlock, board 1, lock 1"),
    Vector("90 06 05 01 05 03", .request, 1, "unlock, board 1, lock 5"),
    Vector("90 06 12 01 05 03", .request, 1, "query of one lock, board 1, lock 5", .computed),
    Vector("90 07 02 01 FF FF 03", .request, 0, "query of all locks, board 1", .computed),
    Vector(
      "90 07 02 02 FF 0F 03", .request, 12,
      "query of some locks, board 2, locks 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"),
    Vector("90 07 82 01 00 00 03", .stateAll, 16, "state of all locks, board 1, set: none"),
    Vector("90 07 82 01 01 00 03", .stateAll, 16, "state of all locks, board 1, set: 1"),
    Vector("90 07 82 01 01 01 03", .stateAll, 16, "state of all locks, board 1, set: 1, 9"),
    Vector("90 07 82 01 FF FF 03", .stateAll, 16, "state of all locks, board 1, set: \(all)"),
    // A group that looks like the tail.
    Vector("90 07 82 01 03 03 03", .stateAll, 16, "state of all locks, board 1, set: 1, 2, 9, 10", .computed),
    Vector("90 07 A2 01 01 00 03", .stateAll, 16, "state of all locks, board 1, set: 1", .computed),
    Vector("90 07 85 01 03 00 03", .unlockReply, 1, "answer to an unlock, board 1, lock 3, raw 00, refused"),
    Vector("90 07 85 01 05 01 03", .unlockReply, 1, "answer to an unlock, board 1, lock 5, raw 01"),
    Vector("90 07 A5 01 05 01 03", .unlockReply, 1, "answer to an unlock, board 1, lock 5, raw 01", .computed),
    Vector(
      "90 07 85 01 05 02 03", .unlockReply, 1, "answer to an unlock, board 1, lock 5, raw 02, refused", .computed),
    Vector("90 07 92 01 01 05 03", .state, 1, "state of one lock, board 1, lock 5, raw 01", .computed),
    // Only what was asked for is known.
    Vector(
      "90 07 82 02 01 00 03", .stateAll, 12, "state of all locks, board 2, set: 1", answering: "90 07 02 02 FF 0F 03",
      .computed),
  ]

  @Test(arguments: vectors)
  func decodesAndEncodesBack(_ vector: Vector) throws {
    try vector.check(.winnsen)
    #expect(try Winnsen.Frame(Hex.bytes(vector.hex)).bytes == Hex.bytes(vector.hex))
  }

  @Test(arguments: [
    ("91 07 82 01 00 00 03", "wrong head: expected 90, got 91"),
    ("90 07 82 01 00 00", "too short: such a frame has 7 bytes, these are 6"),
    (
      "90 06 05 01 01 03 00",
      "too long: such a frame has 6 bytes, these are 7; bytes 1 to 6 are a valid frame by themselves: unlock, board 1, lock 1"
    ),
    ("90 07 82 01 00 00 04", "wrong tail: expected 03, got 04"),
    ("90 06 82 01 00 00 03", "the second byte says the length, here 07, not 06"),
    ("90 07 83 01 00 00 03", "unknown command 83"),
    ("90 06 05 01 11 03", "the lock's number 17 is not 1 to 16"),
    ("90 06 05 01 00 03", "the lock's number 0 is not 1 to 16"),
    ("90 07 85 01 01 07 03", "the status is 00 to 02, not 07"),
  ])
  func refuses(_ hex: String, _ message: String) throws {
    #expect(try Vector.refusal(of: hex, .winnsen) == message)
  }

  @Test func asksForTheLocksThatAreThere() throws {
    #expect(
      Hex.text(BoardProtocol.winnsen.stateQuery(LockBoard(address: 2, locks: 12)).bytes) == "90 07 02 02 FF 0F 03")
    #expect(Hex.text(BoardProtocol.winnsen.stateQuery(LockBoard(address: 1, locks: 1)).bytes) == "90 07 02 01 01 00 03")
    #expect(Hex.text(BoardProtocol.winnsen.stateQuery(address: 1).bytes) == "90 07 02 01 FF FF 03")
  }

  @Test func onlyTheStationThatWasAskedAnswers() throws {
    let query = BoardProtocol.winnsen.stateQuery(address: 1)
    #expect(try BoardProtocol.winnsen.decode(Hex.bytes("90 07 82 01 00 00 03")).answers(query))
    #expect(try !BoardProtocol.winnsen.decode(Hex.bytes("90 07 82 02 00 00 03")).answers(query))
    #expect(BoardProtocol.winnsen.agreeingReadings >= 2)
  }
}
