import Testing

@testable import BoardProtocols

struct BusTimingTests {
  /// By hand: bytes of request and answer × 10 bits / baud, and the gap of 25 ms, in microseconds.
  @Test(
    arguments: [
      (.kerongCU3x, .b19200, 16, nil, 14), (.kerongCU5x, .b19200, 48, nil, 18), (.kerongCU6x, .b19200, 48, nil, 24),
      (.shuoming8A, .b9600, 12, nil, 12), (.shuoming8A, .b9600, 24, nil, 12), (.shuoming8A, .b9600, 32, nil, 13),
      (.shuoming8A, .b9600, 50, nil, 16), (.wkly, .b9600, 12, nil, 30), (.wkly, .b9600, 24, nil, 42),
      (.winnsen, .b9600, 16, nil, 14), (.modbusRTU, .b9600, 8, .waveshare8, 14),
      (.modbusRTU, .b9600, 4, .waveshare8, 14),
      (.modbusRTU, .b9600, 16, .waveshare16, 15), (.modbusRTU, .b115200, 32, .waveshare32, 17),
      (.modbusRTU, .b9600, 32, .eletechsupN4DIH32, 17), (.modbusRTU, .b9600, 16, .eletechsupN4DIH32, 15),
      (.modbusRTU, .b9600, 8, .eletechsupN4D8B08, 29), (.modbusRTU, .b9600, 8, .kc868A8, 14),
    ] as [(BoardProtocol, BaudRate, Int, RegisterMap?, Int)])
  func anExchangeIsItsBytesAndTheGap(
    boardProtocol: BoardProtocol, baud: BaudRate, locks: Int, map: RegisterMap?, bytes: Int
  ) {
    let timing = BusTiming(boardProtocol, baud: baud, gap: .milliseconds(25))
    let board = LockBoard(address: 1, locks: locks, map: map)
    let wire = Duration.nanoseconds(Int64(bytes) * 10_000_000_000 / Int64(baud.rawValue))
    #expect(timing.exchange(with: board) == .milliseconds(25) + wire)
  }

  @Test func aRoundIsAllExchangesAndTheBoardsDelay() {
    let timing = BusTiming(.kerongCU3x, baud: .b19200, gap: .milliseconds(20), answerDelay: .milliseconds(5))
    let boards = (0..<16).map { LockBoard(address: $0, locks: 16) }
    // 14 bytes are 7.29 ms.
    #expect(timing.round(of: boards) > .microseconds(516_600) && timing.round(of: boards) < .microseconds(516_700))
    #expect(timing.round(of: []) == .zero)
  }

  @Test func aChangeCountsAfterAPeriodAndTwoReadings() {
    let timing = BusTiming(.winnsen, baud: .b9600, gap: .milliseconds(25), answerDelay: .milliseconds(5))
    let boards = [LockBoard(address: 1, locks: 16)]
    let exchange = timing.exchange(with: boards[0])
    #expect(timing.noticing(polledEvery: .milliseconds(200), boards: boards) == .milliseconds(200) + exchange * 2)
    // What can't be met is no period.
    #expect(timing.noticing(polledEvery: .milliseconds(10), boards: boards) == exchange * 3)
  }
}
