import BoardProtocols
import Testing

struct KerongCU6xTests {
  static let vectors = [
    Vector("02 00 00 60 03 65", .request, 0, "query of all locks, board 0"),
    Vector("02 0A 00 60 03 6F", .request, 0, "query of all locks, all boards", .computed),
    Vector("02 00 00 61 03 66", .request, 1, "unlock, board 0, lock 1"),
    Vector("02 00 01 61 03 67", .request, 1, "unlock, board 0, lock 2"),
    Vector("02 00 02 61 03 68", .request, 1, "unlock, board 0, lock 3"),
    Vector("02 00 03 61 03 69", .request, 1, "unlock, board 0, lock 4"),
    Vector("02 00 04 61 03 6A", .request, 1, "unlock, board 0, lock 5"),
    Vector("02 00 30 61 03 96", .request, 0, "unlock all, board 0", .computed),
    Vector(
      "02 00 00 75 00 00 00 00 00 00 00 00 00 00 00 00 03 7A", .stateAll, 48,
      "state of all locks, board 0, set: none, goods: none"),
    Vector(
      "02 00 00 75 01 00 00 00 00 00 00 00 00 00 00 00 03 7B", .stateAll, 48,
      "state of all locks, board 0, set: 1, goods: none"),
    Vector(
      "02 00 00 75 10 00 00 00 00 00 00 00 00 00 00 00 03 8A", .stateAll, 48,
      "state of all locks, board 0, set: 5, goods: none"),
    Vector(
      "02 00 00 75 01 00 00 00 00 00 01 00 00 00 00 00 03 7C", .stateAll, 48,
      "state of all locks, board 0, set: 1, goods: 1"),
    Vector(
      "02 00 0A 77 01 00 00 00 00 00 01 00 00 00 00 00 03 88", .stateAll, 48,
      "state of all locks, board 0, set: 1, goods: 1"),
  ]

  @Test(arguments: vectors)
  func decodesAndEncodesBack(_ vector: Vector) throws {
    try vector.check(.kerongCU6x)
    #expect(try KerongCU6x.Frame(Hex.bytes(vector.hex)).bytes == Hex.bytes(vector.hex))
  }

  @Test(arguments: [
    ("02 00 00 60 03 64", "wrong checksum: expected 65, got 64"),
    ("02 00 00 75 00 00 00 00 00 00 03 7A", "too short: such a frame has 18 bytes, these are 12"),
    ("02 00 00 60 05 67", "wrong tail: expected 03, got 05"),
    (
      "02 00 01 75 00 00 00 00 00 00 00 00 00 00 00 00 03 7B",
      "the third byte 01 names a lock, which only an unlock does"
    ),
    ("02 00 31 61 03 97", "the lock 31 is not 00 to 2F, nor 30 for all"),
    (
      "02 0A 00 61 03 70",
      "the board's address 10 is not 0 to 9, and all boards (10) are only asked for their state"
    ),
    (
      "02 00 00 50 03 55",
      "unknown command 50; as kerong-cu-5x it is valid: query of all locks, board 0"
    ),
  ])
  func refuses(_ hex: String, _ message: String) throws {
    #expect(try Vector.refusal(of: hex, .kerongCU6x) == message)
  }

  @Test func theAnswerToAQueryOfAllBoardsAnswersIt() throws {
    let all = try BoardProtocol.kerongCU6x.decode(KerongCU6x.Frame.queryAllBoards.bytes)
    let answer = try BoardProtocol.kerongCU6x.decode(
      KerongCU6x.Frame.stateToAll(
        board: 3, third: 0x0A, locks: .init(repeating: 0, count: 6), goods: .init(repeating: 0, count: 6)
      ).bytes)
    #expect(answer.answers(all))
    #expect(answer.address == 3)
  }

  /// The sum can't tell two bytes that changed places: the revision has to be known.
  @Test func swappedBytesHaveTheSameSum() {
    let one = KerongCU6x.Frame.unlock(board: 1, lock: 1).bytes
    let other = KerongCU6x.Frame.unlock(board: 0, lock: 2).bytes
    #expect(one.last == other.last)
  }
}
