import BoardProtocols
import Glibc
import Testing

@testable import Simulation

/// The real pseudo-terminal, read by hand.
@Suite(.timeLimit(.minutes(1)))
struct SimulatedBoardBusTests {
  /// Opens the port, sends a request, and reads until so many bytes have come.
  private func ask(_ path: String, _ request: [UInt8], for count: Int) throws -> [UInt8] {
    let port = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(port >= 0)
    defer { close(port) }
    #expect(write(port, request, request.count) == request.count)
    var bytes: [UInt8] = []
    while bytes.count < count {
      var piece = [UInt8](repeating: 0, count: 64)
      let got = read(port, &piece, piece.count)
      try #require(got > 0)
      bytes += piece.prefix(got)
    }
    return bytes
  }

  @Test(arguments: BoardProtocol.allCases, [BaudRate?.none, .b115200])
  func answersOnTheWire(_ name: BoardProtocol, _ baud: BaudRate?) throws {
    let path = "/tmp/locker-agent-boards-\(getpid())-\(name.rawValue)-\(baud?.rawValue ?? 0)"
    let boards = try SimulatedBoardBus(
      name, boards: (1...16).map { SimulatedBoard(address: $0 - (name == .kerongCU3x ? 1 : 0), locks: 16) }, path: path,
      baud: baud)
    defer { boards.stop() }
    boards.setDoor(board: 7, lock: 3, isOpen: true)
    let answer = try #require(
      { () -> [UInt8]? in
        var board = SimulatedBoard(address: 7, locks: 16)
        board.set(lock: 3, isOpen: true)
        return board.answer(to: name.stateQuery(address: 7), name)
      }())
    #expect(try ask(path, name.stateQuery(address: 7).bytes, for: answer.count) == answer)
    #expect(boards.counters.requests == [7: 1])
    #expect(boards.counters.answers == [7: 1])
  }

  @Test func theNameLeadsToANewDeviceAfterPluggingIn() throws {
    let path = "/tmp/locker-agent-boards-\(getpid())-plug"
    let boards = try SimulatedBoardBus(
      .kerongCU3x, boards: [SimulatedBoard(address: 0, locks: 16)], path: path, baud: nil)
    defer { boards.stop() }
    boards.unplug()
    #expect(access(path, F_OK) == -1)
    boards.inject([0x55, 0x55])
    try boards.plugIn()
    let answer = try ask(path, BoardProtocol.kerongCU3x.stateQuery(address: 0).bytes, for: 9)
    #expect(answer.first == 0x02, "what was said into a line that was away is not heard later")
  }
}
