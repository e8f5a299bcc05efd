import BoardProtocols
import Testing

@testable import SerialBus

struct ProbeQuestionTests {
  /// All that a probe can ever send.
  private static func questions(_ name: BoardProtocol) -> [ProbeQuestion] {
    let maps: [RegisterMap?] = name == .modbusRTU ? RegisterMap.allCases : [nil]
    return maps.flatMap { map in
      (0...255).compactMap { ProbeQuestion(name, baud: name.defaultBaud, address: $0, map: map) }
    }
  }

  /// What is asked for: 80..33, 30, 50, 60, 84, 02, functions 02 and 03.
  private static func command(_ bytes: [UInt8], _ name: BoardProtocol) -> [UInt8] {
    switch name {
    case .shuoming8A: [bytes[0], bytes[3]]
    case .kerongCU3x: [bytes[2]]
    case .kerongCU5x, .kerongCU6x: [bytes[3]]
    case .wkly: [bytes[6]]
    case .winnsen: [bytes[2]]
    case .modbusRTU: [bytes[1]]
    }
  }

  @Test(
    arguments: zip(
      BoardProtocol.allCases,
      [[[0x30]], [[0x50]], [[0x60]], [[0x80, 0x33]], [[0x84]], [[0x02]], [[0x02], [0x03]]] as [Set<[UInt8]>]))
  func everyFrameIsAQueryOfTheState(_ name: BoardProtocol, _ commands: Set<[UInt8]>) throws {
    let questions = Self.questions(name)
    for question in questions {
      let frame = try name.decode(question.request.bytes)
      #expect(frame.kind == .request && frame.answer == .stateAll && frame.address == question.address)
    }
    #expect(Set(questions.map { Self.command($0.request.bytes, name) }) == commands)
  }

  /// Frames that a board of another protocol would take for more than a query are not to be had.
  @Test func whatUnlocksElsewhereCannotBeAsked() {
    var refused: [String] = []
    for name in BoardProtocol.allCases {
      let maps: [RegisterMap?] = name == .modbusRTU ? RegisterMap.allCases : [nil]
      for map in maps {
        for address in name.addresses where ProbeQuestion(name, baud: .b9600, address: address, map: map) == nil {
          refused.append("\(name.rawValue) \(address)")
        }
      }
    }
    #expect(refused == ["winnsen 149"])
  }

  @Test func anAddressThatNoBoardHasCannotBeAsked() {
    #expect(ProbeQuestion(.shuoming8A, baud: .b9600, address: 0) == nil)
    #expect(ProbeQuestion(.modbusRTU, baud: .b9600, address: 248, map: .waveshare8) == nil)
  }
}
