import BoardProtocols
import Simulation
import Testing

@testable import SerialBus

@Suite(.timeLimit(.minutes(1)))
struct SerialQueryTests {
  private func outcome(
    _ name: BoardProtocol, address: Int = 1, _ adjust: (SimulatedBoardBus) -> Void
  ) throws -> SerialQuery.Outcome {
    let boards = try SimulatedBoardBus(
      name, boards: [SimulatedBoard(address: 1, locks: 16)], path: freshPath(), baud: nil)
    defer { boards.stop() }
    adjust(boards)
    return try SerialQuery(
      port: boards.path, boardProtocol: name, address: address, timeout: .milliseconds(address == 1 ? 2000 : 200)
    ).run()
  }

  @Test(arguments: BoardProtocol.allCases)
  func anAnswerIsTheAnswer(_ name: BoardProtocol) throws {
    guard case .answered(let frame, let time) = try outcome(name, { _ in }) else {
      Issue.record("no answer")
      return
    }
    #expect(frame.kind == .stateAll)
    #expect(frame.locks.first?.raw == 1)
    #expect(time > .zero)
  }

  @Test func silenceIsExplained() throws {
    guard case .silent(let received, let explanation) = try outcome(.kerongCU3x, address: 2, { _ in }) else {
      Issue.record("an answer")
      return
    }
    #expect(received.isEmpty)
    #expect(
      explanation == """
        nothing came back in 200 ms: check the board's supply, its address (asked: 2), the wires A and B, and the speed \
        (19200 baud)
        """)
  }

  @Test func anEchoAloneIsExplained() throws {
    let outcome = try outcome(.shuoming8A, address: 2) { $0.setFaults { $0.echoesRequests = true } }
    guard case .silent(_, let explanation) = outcome else {
      Issue.record("an answer")
      return
    }
    #expect(explanation.hasPrefix("only our own request came back"))
  }

  @Test(arguments: [
    (
      KerongCU3x.Frame.state(board: 5, locks: 0, goods: 0, allWereAsked: false).bytes,
      "a frame came that does not answer"
    ),
    (Shuoming8A.Frame.lockState(board: 1, lock: 1, status: 0).bytes, "these bytes are a shuoming-8a frame"),
    ([0xFB, 0x12, 0xF2], "bytes came, but no frame: the speed (19200 baud) is wrong, A and B are swapped"),
  ])
  func otherBytesAreExplained(_ bytes: [UInt8], _ beginning: String) throws {
    let boards = try SimulatedBoardBus(
      .kerongCU3x, boards: [SimulatedBoard(address: 1, locks: 16)], path: freshPath(), baud: nil)
    defer { boards.stop() }
    boards.setFaults { $0.wrongAnswers = [bytes] }
    let outcome = try SerialQuery(
      port: boards.path, boardProtocol: .kerongCU3x, address: 1, timeout: .milliseconds(200)
    ).run()
    guard case .silent(let received, let explanation) = outcome else {
      Issue.record("an answer")
      return
    }
    #expect(received == bytes)
    #expect(explanation.hasPrefix(beginning))
  }

  @Test(arguments: RegisterMap.allCases)
  func everyMapIsAsked(_ map: RegisterMap) throws {
    let boards = try SimulatedBoardBus(
      .modbusRTU, boards: [SimulatedBoard(address: 1, locks: map.locks.upperBound, map: map)], path: freshPath(),
      baud: nil)
    defer { boards.stop() }
    let query = SerialQuery(port: boards.path, boardProtocol: .modbusRTU, address: 1, map: map, timeout: .seconds(2))
    guard case .answered(let frame, _) = try query.run() else {
      Issue.record("no answer")
      return
    }
    #expect(frame.locks.count == map.locks.upperBound)
  }

  @Test func aRefusalNamesTheMap() throws {
    let boards = try SimulatedBoardBus(
      .modbusRTU, boards: [SimulatedBoard(address: 1, locks: 8, map: .eletechsupN4D8B08)], path: freshPath(),
      baud: nil)
    defer { boards.stop() }
    let query = SerialQuery(
      port: boards.path, boardProtocol: .modbusRTU, address: 1, map: .kc868A8, timeout: .seconds(2))
    guard case .silent(let received, let explanation) = try query.run() else {
      Issue.record("an answer")
      return
    }
    #expect(received == ModbusRTU.Frame.refused(unit: 1, function: 2, code: 2).bytes)
    #expect(
      explanation == """
        the board is there and refuses to be asked (function 02: no such address): it is no kc868-a8; \
        try another --map: waveshare-8ch, waveshare-16ch, waveshare-32ch, eletechsup-n4dih32, eletechsup-n4d8b08
        """)
  }

  @Test func watchingSendsNothingAndSaysWhatItHears() throws {
    let terminal = try PseudoTerminal()
    let watch = try SerialWatch(port: terminal.path, boardProtocol: .shuoming8A)
    let request = BoardProtocol.shuoming8A.stateQuery(address: 1).bytes
    let answer = Shuoming8A.Frame.boardState(board: 1, groups: [0x01, 0x00, 0x80]).bytes
    var said: [String] = []
    try watch.run { entry in
      if said.isEmpty { terminal.write(answer) }
      said.append(entry.meaning.isEmpty ? entry.hex : entry.meaning)
      if said.count == 4 { watch.stop() }
      if said.count == 2 { terminal.write([0x55, 0x66] + request) }
    } opened: {
      terminal.write(request)
    }
    #expect(
      said == [
        "query of all locks, board 1", "state of all locks, board 1, set: 1, 24", "55 66",
        "query of all locks, board 1",
      ])
    #expect(terminal.read().isEmpty)
  }
}
