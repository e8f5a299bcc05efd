import BoardProtocols
import Testing

@testable import SerialBus

/// Bytes in, verdict out.
struct ProbeVerdictTests {
  private static func question(
    _ name: BoardProtocol, _ address: Int = 1, baud: BaudRate? = nil, map: RegisterMap? = nil
  ) throws -> ProbeQuestion {
    try #require(ProbeQuestion(name, baud: baud ?? name.defaultBaud, address: address, map: map))
  }

  /// Each question with what came back; nil: the echo.
  private func verdict(_ asked: [(ProbeQuestion, [UInt8]?)]) -> ProbeVerdict {
    ProbeVerdict(
      asked.map { ProbeRecord($0, received: $1 ?? $0.request.bytes, after: .milliseconds(12)) })
  }

  @Test(
    arguments: [
      (.wkly, WKLY.Frame.boardState(board: 1, status: 0, states: [1, 0]).bytes, .sure),
      (.modbusRTU, ModbusRTU.Frame.bits(unit: 1, .inputs, [0x81]).bytes, .sure),
      (.shuoming8A, Shuoming8A.Frame.boardState(board: 1, groups: [1, 0, 0]).bytes, .sure),
      (.shuoming8A, Shuoming8A.Frame.boardState(board: 1, groups: [0, 0, 0]).bytes, .likely),
      (.kerongCU3x, KerongCU3x.Frame.state(board: 1, locks: 1, goods: 0, allWereAsked: false).bytes, .likely),
      (.kerongCU5x, KerongCU5x.Frame.state(board: 1, groups: [1, 0, 0, 0, 0, 0]).bytes, .likely),
      (.winnsen, Winnsen.Frame.state(station: 1, locks: 1).bytes, .likely),
    ] as [(BoardProtocol, [UInt8], ProbeVerdict.Certainty)])
  func anAnswerReadTwiceIsAsSureAsItsCheck(
    _ name: BoardProtocol, _ answer: [UInt8], _ certainty: ProbeVerdict.Certainty
  ) throws {
    let question = try Self.question(name)
    let verdict = verdict([(question, answer), (question, answer)])
    #expect(verdict.candidates.map(\.boardProtocol) == [name])
    #expect(verdict.candidates.map(\.certainty) == [certainty])
    #expect(verdict.candidates.first?.boards.map(\.address) == [1])
    #expect(verdict.findings.isEmpty)
  }

  @Test func anAnswerReadOnceIsUnsure() throws {
    let question = try Self.question(.wkly)
    let verdict = verdict([
      (question, WKLY.Frame.boardState(board: 1, status: 0, states: [1, 0]).bytes), (question, []),
    ])
    #expect(verdict.candidates.map(\.certainty) == [.unsure])
  }

  @Test func twoRevisionsThatAnswerStayUnsure() throws {
    let third = try Self.question(.kerongCU3x)
    let sixth = try Self.question(.kerongCU6x)
    let answers = [
      KerongCU3x.Frame.state(board: 1, locks: 1, goods: 0, allWereAsked: false).bytes,
      KerongCU6x.Frame.state(board: 1, locks: [1, 0, 0, 0, 0, 0], goods: [0, 0, 0, 0, 0, 0]).bytes,
    ]
    let verdict = verdict([(third, answers[0]), (third, answers[0]), (sixth, answers[1]), (sixth, answers[1])])
    #expect(verdict.candidates.map(\.certainty) == [.unsure, .unsure])
    #expect(verdict.candidates.first?.doubts.first == "kerong-cu-6x is answered at this address too")
  }

  @Test func theSurestComesFirst() throws {
    let weak = try Self.question(.winnsen, 2)
    let strong = try Self.question(.wkly, 1)
    let verdict = verdict([
      (weak, Winnsen.Frame.state(station: 2, locks: 1).bytes), (weak, Winnsen.Frame.state(station: 2, locks: 1).bytes),
      (strong, WKLY.Frame.boardState(board: 1, status: 0, states: [1]).bytes),
      (strong, WKLY.Frame.boardState(board: 1, status: 0, states: [1]).bytes),
    ])
    #expect(verdict.candidates.map(\.boardProtocol) == [.wkly, .winnsen])
  }

  /// What came back, and what the finding begins with.
  struct Trouble: Sendable, CustomTestStringConvertible {
    let boardProtocol: BoardProtocol
    let answers: [[UInt8]?]
    let finding: String
    var testDescription: String { finding }
  }

  private static let state = Shuoming8A.Frame.boardState(board: 1, groups: [1, 0, 0]).bytes

  @Test(arguments: [
    Trouble(
      boardProtocol: .wkly, answers: [[], []],
      finding: "not a byte came back on 2 questions at 9600 baud: check the boards' supply"),
    Trouble(
      boardProtocol: .wkly, answers: [nil, nil], finding: "only our own questions came back: the adapter hears itself"),
    // The echo of an 8A/80 query is as long as the answer to a query of one lock.
    Trouble(boardProtocol: .shuoming8A, answers: [nil, nil], finding: "only our own questions came back"),
    Trouble(
      boardProtocol: .wkly, answers: [[0xFB, 0x12, 0xF2], [0xFB, 0x12]],
      finding: "bytes came that are no frame of any protocol, at every speed that was asked (FB 12 F2)"),
    Trouble(
      boardProtocol: .shuoming8A, answers: [state + state, state + state],
      finding: "more than one board has the address 1"),
    Trouble(
      boardProtocol: .shuoming8A, answers: [state, [0x80, 0x01, 0x7F, 0x10]],
      finding: "more than one board has the address 1"),
    Trouble(
      boardProtocol: .kerongCU3x, answers: [[0x02, 0x00, 0x00, 0x75] + Array(repeating: 0, count: 12) + [0x03, 0x7A]],
      finding: "a kerong-cu-6x frame came to a kerong-cu-3x question"),
    Trouble(
      boardProtocol: .kerongCU3x,
      answers: [KerongCU3x.Frame.state(board: 5, locks: 0, goods: 0, allWereAsked: false).bytes],
      finding: "a frame came that was not asked for (state of all locks, board 5"),
    Trouble(
      boardProtocol: .modbusRTU, answers: [ModbusRTU.Frame.refused(unit: 1, function: 2, code: 2).bytes],
      finding: "unit 1 speaks modbus-rtu at 9600 baud and has no inputs where the known boards have them"),
  ])
  func whatElseComesIsNamed(_ trouble: Trouble) throws {
    let question = try Self.question(trouble.boardProtocol)
    let verdict = verdict(trouble.answers.map { (question, $0) })
    #expect(verdict.findings.count == 1)
    #expect(verdict.findings.first?.hasPrefix(trouble.finding) == true, "\(verdict.findings)")
  }

  @Test func noiseAtOneSpeedOnlyNamesIt() throws {
    let verdict = verdict([
      (try Self.question(.kerongCU3x, baud: .b19200), []),
      (try Self.question(.kerongCU3x, baud: .b9600), [0xFF, 0x80]),
    ])
    #expect(
      verdict.findings.first?.hasPrefix("bytes came that are no frame of any protocol, at 9600 baud (FF 80)") == true)
  }

  @Test func theLargestModbusMapThatAnswersIsTheBoards() throws {
    let eight = try Self.question(.modbusRTU, map: .waveshare8)
    let sixteen = try Self.question(.modbusRTU, map: .waveshare16)
    let more = try Self.question(.modbusRTU, map: .waveshare32)
    let (few, many) = (
      ModbusRTU.Frame.bits(unit: 1, .inputs, [0]).bytes, ModbusRTU.Frame.bits(unit: 1, .inputs, [0, 0]).bytes
    )
    let verdict = verdict([
      (eight, few), (eight, few), (sixteen, many), (sixteen, many),
      (more, ModbusRTU.Frame.refused(unit: 1, function: 2, code: 3).bytes),
    ])
    #expect(verdict.candidates.map(\.boards) == [[.init(address: 1, locks: 16, map: .waveshare16)]])
    #expect(verdict.findings.isEmpty)
  }

  @Test func eachModbusBoardHasItsOwnMap() throws {
    let eight = try Self.question(.modbusRTU, 1, map: .waveshare8)
    let sixteen = try Self.question(.modbusRTU, 2, map: .waveshare16)
    let verdict = verdict([
      (eight, ModbusRTU.Frame.bits(unit: 1, .inputs, [0]).bytes),
      (sixteen, ModbusRTU.Frame.bits(unit: 2, .inputs, [0, 0]).bytes),
    ])
    let boards = try #require(verdict.candidates.first?.boards)
    #expect(
      boards == [.init(address: 1, locks: 8, map: .waveshare8), .init(address: 2, locks: 16, map: .waveshare16)])
    #expect(verdict.candidates.first?.doubts.map { $0.prefix(7) } == ["unit 1:", "unit 2:"])
  }
}
