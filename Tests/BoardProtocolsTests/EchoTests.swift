import BoardProtocols
import Testing

/// A copy of the request is an echo or the answer: what tells them apart.
struct EchoTests {
  private let board = LockBoard(address: 1, map: .kc868A8)

  /// A request whose answer may be the same bytes.
  private func unlock(_ name: BoardProtocol) throws -> BoardFrame {
    switch try #require(name.unlock(board, lock: 2)) {
    case .pulse(let request), .hold(let request, _, _): request
    }
  }

  private func heard(_ parser: inout FrameParser, _ bytes: [UInt8]) -> [String] {
    (parser.received(bytes) + parser.lineWentQuiet()).map { item in
      switch item {
      case .frame(let frame): frame.kind.rawValue
      case .echo: "echo"
      case .junk: "junk"
      }
    }
  }

  @Test func onlyAFewRequestsLookLikeTheirAnswers() throws {
    let alike = try BoardProtocol.allCases.filter { try unlock($0).mayBeItsOwnAnswer(in: $0) }
    #expect(alike == [.shuoming8A, .modbusRTU])
    for name in BoardProtocol.allCases { #expect(!name.stateQuery(board).mayBeItsOwnAnswer(in: name)) }
  }

  @Test(arguments: [BoardProtocol.shuoming8A, .modbusRTU])
  func withoutAnEchoTheCopyIsTheAnswer(_ name: BoardProtocol) throws {
    var parser = FrameParser(name)
    let request = try unlock(name)
    for _ in 0..<2 {
      _ = parser.sent(request)
      #expect(heard(&parser, request.bytes) == ["unlock-reply"])
    }
  }

  @Test(arguments: [BoardProtocol.shuoming8A, .modbusRTU])
  func afterAnEchoOfAQueryTheFirstCopyIsOne(_ name: BoardProtocol) throws {
    var parser = FrameParser(name)
    let query = name.stateQuery(board)
    _ = parser.sent(query)
    #expect(heard(&parser, query.bytes) == ["echo"])
    let request = try unlock(name)
    _ = parser.sent(request)
    #expect(heard(&parser, request.bytes) == ["echo"])
    #expect(heard(&parser, request.bytes) == ["unlock-reply"])
    _ = parser.sent(request)
    #expect(heard(&parser, request.bytes + request.bytes) == ["echo", "unlock-reply"])
  }

  @Test(arguments: BoardProtocol.allCases.filter { $0 != .shuoming8A && $0 != .modbusRTU })
  func whereTheyDifferACopyIsAnEcho(_ name: BoardProtocol) throws {
    var parser = FrameParser(name)
    let request = try unlock(name)
    _ = parser.sent(request)
    #expect(heard(&parser, request.bytes) == ["echo"])
  }
}
