import BoardProtocols
import Testing

@testable import SerialBus

struct ProbeCourseTests {
  /// Asks all of it; `answers` plays the boards.
  private func run(
    _ course: ProbeCourse, _ answers: (ProbeQuestion) -> [UInt8] = { _ in [] }
  ) -> [ProbeQuestion] {
    var course = course
    var asked: [ProbeQuestion] = []
    while let question = course.next() {
      asked.append(question)
      course.heard(ProbeRecord(question, received: answers(question), after: .milliseconds(10)))
    }
    return asked
  }

  private func words(_ questions: [ProbeQuestion]) -> [String] {
    questions.map {
      "\($0.boardProtocol.rawValue) \($0.baud.rawValue) \($0.address)\($0.map.map { " \($0.rawValue)" } ?? "")"
    }
  }

  @Test func theUsualSpeedOfEachProtocolComesFirst() {
    let asked = words(run(ProbeCourse(addresses: 1...1)))
    #expect(
      asked.prefix(9) == [
        "shuoming-8a 9600 1", "wkly 9600 1", "modbus-rtu 9600 1 waveshare-8ch", "modbus-rtu 9600 1 eletechsup-n4dih32",
        "modbus-rtu 9600 1 eletechsup-n4d8b08", "kerong-cu-3x 19200 1", "kerong-cu-6x 19200 1", "kerong-cu-5x 19200 1",
        "winnsen 9600 1",
      ])
    #expect(asked.dropFirst(9).prefix(3) == ["kerong-cu-3x 9600 1", "kerong-cu-6x 9600 1", "kerong-cu-5x 9600 1"])
    #expect(asked.last == "modbus-rtu 1200 1 waveshare-8ch")
    #expect(asked.count == 25)
  }

  @Test func oneProtocolAtOneSpeedIsAskedForAllAddresses() {
    let course = ProbeCourse(protocols: [.shuoming8A], baud: .b19200, addresses: 0...3)
    #expect(words(run(course)) == ["shuoming-8a 19200 1", "shuoming-8a 19200 2", "shuoming-8a 19200 3"])
  }

  @Test func anAnswerIsAskedForAgainAndEndsTheSearch() {
    let asked = run(ProbeCourse(addresses: 1...2)) { question in
      question.boardProtocol == .wkly && question.address == 1
        ? WKLY.Frame.boardState(board: 1, status: 0, states: [1, 1]).bytes : []
    }
    #expect(words(asked) == ["shuoming-8a 9600 1", "shuoming-8a 9600 2", "wkly 9600 1", "wkly 9600 1", "wkly 9600 2"])
  }

  @Test func allRevisionsOfKerongAreAsked() {
    let asked = run(ProbeCourse(protocols: [.kerongCU3x, .kerongCU5x, .kerongCU6x], addresses: 0...0)) { question in
      question.boardProtocol == .kerongCU3x
        ? KerongCU3x.Frame.state(board: 0, locks: 0xFFFF, goods: 0, allWereAsked: false).bytes : []
    }
    #expect(
      words(asked) == [
        "kerong-cu-3x 19200 0", "kerong-cu-3x 19200 0", "kerong-cu-6x 19200 0", "kerong-cu-5x 19200 0",
      ])
  }

  @Test func aModbusBoardIsAskedForMoreInputs() {
    let asked = run(ProbeCourse(addresses: 1...1)) { question in
      guard question.boardProtocol == .modbusRTU else { return [] }
      return switch question.map {
      case .waveshare8: ModbusRTU.Frame.bits(unit: 1, .inputs, [0]).bytes
      case .waveshare16: ModbusRTU.Frame.bits(unit: 1, .inputs, [0, 0]).bytes
      default: ModbusRTU.Frame.refused(unit: 1, function: 2, code: 2).bytes
      }
    }
    #expect(
      words(asked).dropFirst(2) == [
        "modbus-rtu 9600 1 waveshare-8ch", "modbus-rtu 9600 1 waveshare-8ch", "modbus-rtu 9600 1 waveshare-16ch",
        "modbus-rtu 9600 1 waveshare-16ch", "modbus-rtu 9600 1 waveshare-32ch",
      ])
  }

  @Test func aRefusalIsAskedForItsOtherPlaces() {
    let asked = run(ProbeCourse(addresses: 1...1)) { question in
      question.boardProtocol == .modbusRTU
        ? ModbusRTU.Frame.refused(unit: 1, function: question.request.bytes[1], code: 1).bytes : []
    }
    #expect(asked.suffix(3).allSatisfy { $0.boardProtocol == .modbusRTU && $0.baud == .b9600 })
    #expect(asked.count == 5)
  }
}
