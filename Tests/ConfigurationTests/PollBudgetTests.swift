import BoardProtocols
import LockerDomain
import Testing

@testable import Configuration

struct PollBudgetTests {
  struct Case: Sendable {
    let boardProtocol: BoardProtocol
    var baud = BaudRate.b9600
    let boards: Int
    var locks = 16
    var map: RegisterMap?
    var gap = 25
    /// What the warning says has to be written, by hand.
    let needed: Int
  }

  @Test(arguments: [
    // 5 + 9 bytes are 7.29 ms at 19200 baud.
    Case(boardProtocol: .kerongCU3x, baud: .b19200, boards: 1, needed: 33),
    Case(boardProtocol: .kerongCU3x, baud: .b19200, boards: 16, needed: 517),
    Case(boardProtocol: .kerongCU5x, baud: .b115200, boards: 4, locks: 48, needed: 107),
    Case(boardProtocol: .kerongCU6x, baud: .b19200, boards: 4, locks: 48, needed: 150),
    // 5 bytes out and 7 back are 12.5 ms, and each board has its gap.
    Case(boardProtocol: .shuoming8A, boards: 4, locks: 24, gap: 50, needed: 250),
    // One byte for each lock.
    Case(boardProtocol: .wkly, boards: 2, locks: 12, needed: 113),
    Case(boardProtocol: .wkly, boards: 2, locks: 24, needed: 138),
    Case(boardProtocol: .winnsen, boards: 16, needed: 634),
    Case(boardProtocol: .modbusRTU, boards: 2, locks: 8, map: .waveshare8, gap: 5, needed: 40),
    Case(boardProtocol: .modbusRTU, boards: 2, locks: 32, map: .waveshare32, gap: 5, needed: 46),
    // A register for each input.
    Case(boardProtocol: .modbusRTU, boards: 2, locks: 8, map: .eletechsupN4D8B08, gap: 5, needed: 71),
    Case(boardProtocol: .modbusRTU, baud: .b1200, boards: 1, locks: 8, map: .kc868A8, needed: 142),
  ])
  func whatARoundNeedsIsWarnedOf(of tried: Case) {
    #expect(
      PollBudget(bus(tried, poll: tried.needed - 1)).warning?.hasSuffix("; write \(tried.needed) or more") == true)
    #expect(PollBudget(bus(tried, poll: tried.needed)).warning == nil)
  }

  private func bus(_ tried: Case, poll: Int) -> Configuration.Bus {
    Configuration.Bus(
      name: "b", port: "/dev/ttyS7", boardProtocol: tried.boardProtocol, baud: tried.baud, poll: .milliseconds(poll),
      replyTimeout: .milliseconds(500), gap: .milliseconds(tried.gap), rs485: .adapter,
      boards: tried.boardProtocol.addresses.prefix(tried.boards).map {
        Configuration.Board(address: $0, locks: tried.locks, closed: 1, sensor: .door, goods: nil, map: tried.map)
      })
  }
}
