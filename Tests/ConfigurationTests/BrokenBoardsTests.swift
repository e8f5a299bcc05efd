import Testing

/// What a board of each protocol can't have.
@Suite struct BrokenBoardsTests {
  /// The example's bus with another protocol and board; `boards` is on line 33.
  private static func bus(
    _ boardProtocol: String, _ board: String, column: Int, _ key: String, _ message: String
  ) -> BrokenConfiguration {
    BrokenConfiguration(
      "protocol: kerong-cu-3x\n    baud: 19200\n    poll_ms: 200\n    boards: [{address: 0, locks: 16, closed: 1}]",
      "protocol: \(boardProtocol)\n    poll_ms: 200\n    boards: [{\(board)}]", 33, column,
      "serial[0].boards[0].\(key)",
      message)
  }

  @Test(arguments: [
    bus(
      "kerong-cu-5x", "address: 0, locks: 49, closed: 1", column: 34, "locks",
      "`locks` is 49, out of range; write a whole number from 1 to 48 for kerong-cu-5x"),
    bus(
      "kerong-cu-6x", "address: 10, locks: 48, closed: 1", column: 24, "address",
      "`address` is 10, out of range; write a whole number from 0 to 9 for kerong-cu-6x"),
    bus(
      "wkly", "address: 32, locks: 16, closed: 1", column: 24, "address",
      "`address` is 32, out of range; write a whole number from 0 to 31 for wkly"),
    bus(
      "winnsen", "address: 1, locks: 17, closed: 1", column: 34, "locks",
      "`locks` is 17, out of range; write a whole number from 1 to 16 for winnsen"),
    bus(
      "modbus-rtu", "address: 0, locks: 8, closed: 1, map: waveshare-8ch", column: 24, "address",
      "`address` is 0, out of range; write a whole number from 1 to 247 for modbus-rtu"),
    bus(
      "modbus-rtu", "address: 1, locks: 16, closed: 1, map: waveshare-8ch", column: 34, "locks",
      "`locks` is 16, out of range; write a whole number from 1 to 8 for waveshare-8ch"),
    bus(
      "modbus-rtu", "address: 1, locks: 8, closed: 1", column: 14, "map",
      "`map` is missing in `boards[0]`; write `map: waveshare-8ch`"),
    bus(
      "modbus-rtu", "address: 1, locks: 8, closed: 1, map: kc868-a6", column: 53, "map",
      "`map` can't be `kc868-a6`; write `waveshare-8ch`, `waveshare-16ch`, `waveshare-32ch`, `eletechsup-n4dih32`, `eletechsup-n4d8b08` or `kc868-a8`; did you mean `kc868-a8`?"
    ),
    bus(
      "wkly", "address: 0, locks: 16, closed: 1, map: kc868-a8", column: 54, "map",
      "`map` belongs to boards that speak modbus-rtu, and these speak wkly; remove it"),
    bus(
      "wkly", "address: 0, locks: 16, closed: 1, goods: 1", column: 56, "goods",
      "`goods` belongs to boards with infrared sensors, which speak `kerong-cu-3x` and `kerong-cu-6x`, and these speak wkly; remove it"
    ),
    bus(
      "kerong-cu-6x", "address: 0, locks: 16, closed: 1, goods: 2", column: 56, "goods",
      "`goods` is 2, out of range; write 0 or 1 (the raw bit of a sensor that sees goods)"),
    bus(
      "winnsen", "address: 0, locks: 16, closed: 1, sensor: lach", column: 57, "sensor",
      "`sensor` can't be `lach`; write `door` or `latch`; did you mean `latch`?"),
  ])
  func isExplained(broken: BrokenConfiguration) { broken.check() }
}
