import BoardProtocols
import Testing

@testable import Simulation

struct SimulatedBoardLineTests {
  private let request = BoardProtocol.kerongCU3x.stateQuery(address: 0).bytes

  @Test func bytesTakeTheirTimeBothWays() {
    var line = SimulatedBoardLine(.kerongCU3x, baud: .b9600, answerDelay: .milliseconds(5))
    #expect(line.received(request, isEchoed: false, at: .zero).count == 1)
    line.answer([1, 2, 3, 4], faults: SimulatedBoardFaults(), at: .zero)
    // Five bytes of request, the delay, and the first byte of the answer; each takes 1.04 ms.
    let start = BaudRate.b9600.wireTime(bytes: 5) + .milliseconds(5)
    let byte = BaudRate.b9600.wireTime(bytes: 1)
    #expect(line.due(at: start).isEmpty)
    #expect(line.due(at: start + byte) == [[1]])
    #expect(line.due(at: start + byte * 3) == [[2, 3]])
    #expect(line.nextDue == start + byte * 4)
    #expect(line.due(at: start + byte * 4) == [[4]])
    #expect(line.nextDue == nil)
  }

  @Test func withoutASpeedAllComesAtOnce() {
    var line = SimulatedBoardLine(.kerongCU3x, baud: nil, answerDelay: .zero)
    _ = line.received(request, isEchoed: false, at: .zero)
    line.answer([1, 2, 3, 4], faults: SimulatedBoardFaults(), at: .zero)
    #expect(line.due(at: .zero) == [[1, 2, 3, 4]])
  }

  @Test func piecesStayApart() {
    var line = SimulatedBoardLine(.kerongCU3x, baud: nil, answerDelay: .zero)
    var faults = SimulatedBoardFaults()
    faults.pieceSize = 3
    faults.piecePause = .milliseconds(2)
    faults.junk = [9]
    line.answer([1, 2, 3, 4], faults: faults, at: .zero)
    #expect(line.due(at: .zero) == [[9, 1, 2]])
    #expect(line.nextDue == .milliseconds(2))
    #expect(line.due(at: .milliseconds(2)) == [[3, 4]])
  }

  @Test func anEchoComesBeforeTheAnswer() {
    var line = SimulatedBoardLine(.kerongCU3x, baud: nil, answerDelay: .zero)
    #expect(line.received(request, isEchoed: true, at: .zero).map(\.bytes) == [request])
    line.answer([1], faults: SimulatedBoardFaults(), at: .zero)
    #expect(line.due(at: .zero) == [request, [1]])
  }

  /// Another protocol's query looks like the beginning of a very long frame: a board waits for its end only so long.
  @Test func aPauseEndsAFrame() {
    let foreign = BoardProtocol.wkly.stateQuery(address: 1).bytes
    let request = BoardProtocol.modbusRTU.stateQuery(address: 1).bytes
    var line = SimulatedBoardLine(.modbusRTU, baud: nil, answerDelay: .zero)
    #expect(line.received(foreign, isEchoed: false, at: .zero).isEmpty)
    #expect(line.received(request, isEchoed: false, at: .milliseconds(10)).isEmpty)
    #expect(line.received(foreign, isEchoed: false, at: .seconds(1)).map(\.bytes) == [request])
    #expect(line.received(request, isEchoed: false, at: .seconds(2)).map(\.bytes) == [request])
  }

  @Test func aCutLineLosesWhatWasOnIt() {
    var line = SimulatedBoardLine(.kerongCU3x, baud: .b1200, answerDelay: .zero)
    line.send([1, 2, 3], faults: SimulatedBoardFaults(), at: .zero)
    line.cut()
    #expect(line.nextDue == nil)
    #expect(line.due(at: .seconds(9)).isEmpty)
  }
}
