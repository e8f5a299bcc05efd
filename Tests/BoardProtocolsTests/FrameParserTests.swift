import BoardProtocols
import TestSupport
import Testing

struct FrameParserTests {
  private func frames(_ items: [FrameParser.Item]) -> [[UInt8]] {
    items.compactMap { item -> [UInt8]? in if case .frame(let frame) = item { frame.bytes } else { nil } }
  }

  private func junk(_ items: [FrameParser.Item]) -> [UInt8] {
    items.flatMap { item -> [UInt8] in if case .junk(let bytes) = item { bytes } else { [] } }
  }

  private func query(_ name: BoardProtocol, _ address: Int) -> BoardFrame { name.stateQuery(address: address) }

  @Test func aWholeReplyNeedsNoSilence() throws {
    var parser = FrameParser(.kerongCU3x)
    _ = parser.sent(query(.kerongCU3x, 0))
    let reply = try Hex.bytes("02 00 35 FE FF 01 00 03 38")
    #expect(frames(parser.received(reply.prefix(4))).isEmpty)
    #expect(parser.isUnfinished)
    #expect(frames(parser.received(reply.dropFirst(4))) == [reply])
    #expect(!parser.isUnfinished)
  }

  @Test func anAnswerOfUnknownLengthWaitsForSilenceOnlyTheFirstTime() throws {
    var parser = FrameParser(.shuoming8A)
    let reply = try Hex.bytes("80 01 80 00 01 33 33")
    _ = parser.sent(query(.shuoming8A, 1))
    #expect(parser.received(reply).isEmpty)
    #expect(frames(parser.lineWentQuiet()) == [reply])

    _ = parser.sent(query(.shuoming8A, 1))
    #expect(frames(parser.received(reply)) == [reply])
  }

  @Test func aBoardThatAnswersLongerThanBeforeIsStillRead() throws {
    var parser = FrameParser(.shuoming8A)
    let before = try Hex.bytes("80 01 00 00 00 33 B2")
    let after = try Hex.bytes("80 01 80 00 00 01 33 33")
    _ = parser.sent(query(.shuoming8A, 1))
    _ = parser.received(before)
    _ = parser.lineWentQuiet()
    _ = parser.sent(query(.shuoming8A, 1))
    #expect(frames(parser.received(after)).isEmpty)
    #expect(frames(parser.lineWentQuiet()) == [after])
  }

  /// A group of locks that reads 33 must not end the frame early.
  @Test func aGroupMayLookLikeTheEnd() throws {
    let groups: [UInt8] = [0x00, 0x33 ^ 0x80 ^ 0x01, 0x33]
    let reply = Shuoming8A.Frame.boardState(board: 1, groups: groups + [0, 0]).bytes
    var parser = FrameParser(.shuoming8A)
    _ = parser.sent(query(.shuoming8A, 1))
    #expect(frames(parser.received(reply) + parser.lineWentQuiet()) == [reply])
  }

  @Test(arguments: BoardProtocol.allCases)
  func oneExactCopyIsAnEcho(_ name: BoardProtocol) {
    let request = query(name, 3)
    var parser = FrameParser(name)
    _ = parser.sent(request)
    #expect(parser.received(request.bytes) + parser.lineWentQuiet() == [.echo])
    #expect(parser.received(request.bytes) + parser.lineWentQuiet() == [.frame(request)])
    parser.requestEnded()
    #expect(parser.received(request.bytes) + parser.lineWentQuiet() == [.frame(request)])
  }

  @Test(arguments: 2...7)
  func echoAndAnswerInOnePiece(groups: Int) {
    var parser = FrameParser(.shuoming8A)
    let request = query(.shuoming8A, 1)
    let reply = Shuoming8A.Frame.boardState(board: 1, groups: Array(repeating: 0, count: groups)).bytes
    _ = parser.sent(request)
    let items = parser.received(request.bytes + reply) + parser.lineWentQuiet()
    #expect(items.first == .echo)
    #expect(frames(items) == [reply])
    #expect(junk(items).isEmpty)
  }

  /// With ST 11 the board answers an unlock with the same bytes: on an adapter that hears itself the first copy is an
  /// echo, the second is the answer.
  @Test func theSecondCopyOfAnUnlockIsTheAnswer() throws {
    let bytes = Shuoming8A.Frame.unlock(board: 1, lock: 1, seconds: nil).bytes
    let unlock = try BoardProtocol.shuoming8A.decode(bytes)
    var parser = FrameParser(.shuoming8A)
    let asked = query(.shuoming8A, 1)
    _ = parser.sent(asked)
    #expect(parser.received(asked.bytes) + parser.lineWentQuiet() == [.echo])
    _ = parser.sent(unlock)
    let items = parser.received(bytes + bytes)
    #expect(items.first == .echo)
    guard case .frame(let reply) = items.last else { throw InvalidEnd() }
    #expect(reply.kind == .unlockReply)
    #expect(reply.answers(unlock))
  }

  @Test func listeningFollowsTheRequestsOfOthers() throws {
    var parser = FrameParser(.shuoming8A, reader: .listener)
    let request = query(.shuoming8A, 1).bytes
    let reply = try Hex.bytes("80 01 80 00 01 33 33")
    let items = [request, reply, request, reply].flatMap { parser.received($0) + parser.lineWentQuiet() }
    #expect(frames(items) == [request, reply, request, reply])
  }

  @Test(arguments: BoardProtocol.allCases)
  func aBoardNeedsNoSilenceBehindARequest(_ name: BoardProtocol) {
    let request = query(name, 5)
    var parser = FrameParser(name, reader: .board)
    #expect(parser.received(request.bytes) == [.frame(request)])
  }

  /// What could be the head of another frame inside of one request doesn't hold up the next.
  @Test(arguments: RegisterMap.allCases)
  func aBoardTakesRequestsWhole(_ map: RegisterMap) {
    let request = BoardProtocol.modbusRTU.stateQuery(LockBoard(address: 1, map: map))
    var parser = FrameParser(.modbusRTU, reader: .board)
    for _ in 0..<3 { #expect(parser.received(request.bytes) == [.frame(request)]) }
  }

  @Test func aPauseEndsOnlyAnAnswer() throws {
    let reply = try Hex.bytes("80 01 80 00 01 33 33")
    var parser = FrameParser(.shuoming8A)
    _ = parser.sent(query(.shuoming8A, 1))
    _ = parser.received(reply.prefix(4))
    #expect(parser.answerAfterPause().isEmpty)
    _ = parser.received(reply.dropFirst(4))
    #expect(frames(parser.answerAfterPause()) == [reply])
  }

  @Test func whatIsIncompleteWhenTheNextRequestGoesOutIsJunk() {
    var parser = FrameParser(.kerongCU3x)
    _ = parser.received([0x02, 0x00, 0x35, 0xFF])
    #expect(parser.sent(query(.kerongCU3x, 0)) == [.junk([0x02, 0x00, 0x35, 0xFF])])
  }

  /// Half a frame that the beginning of the next one completes to a whole one by chance.
  @Test(arguments: [
    (BoardProtocol.winnsen, "90 07 82", Winnsen.Frame.state(station: 3, locks: 0).bytes),
    (
      .wkly, "57 4B 4C 59 0E 00 96",
      WKLY.Frame.boardState(board: 0, status: 0, states: Array(0..<18).map { $0 % 2 }).bytes
    ),
  ])
  func aFalseFrameSwallowsNoRealOne(_ name: BoardProtocol, _ torn: String, _ real: [UInt8]) throws {
    var parser = FrameParser(name)
    let found = frames(parser.received(try Hex.bytes(torn) + real) + parser.lineWentQuiet())
    #expect(found.count == 2)
    #expect(found.last == real)
  }

  /// Everything that was put in is found, in order, whatever lies before, between and, as half frames, inside.
  @Test(arguments: BoardProtocol.allCases, 0..<40)
  func noJunkSwallowsAFrame(_ name: BoardProtocol, _ seed: Int) {
    var numbers = SeededGenerator(seed: UInt64(seed))
    var stream: [UInt8] = []
    var sent: [[UInt8]] = []
    for _ in 0..<50 {
      stream += numbers.junk(upTo: 12)
      let torn = numbers.reply(of: name)
      if Bool.random(using: &numbers) { stream += torn.prefix(Int.random(in: 1..<torn.count, using: &numbers)) }
      sent.append(numbers.reply(of: name))
      stream += sent[sent.count - 1]
    }

    var parser = FrameParser(name)
    var items: [FrameParser.Item] = []
    for piece in numbers.pieces(of: stream) { items += parser.received(piece) }
    items += parser.lineWentQuiet()

    let found = frames(items)
    var search = found[...]
    for frame in sent {
      guard let index = search.firstIndex(of: frame) else {
        Issue.record("\(Hex.text(frame)) is missing behind \(found.count - search.count) frames")
        return
      }
      search = search[(index + 1)...]
    }
    // Nothing is invented: every frame holds by itself, and bytes outside of frames come out as junk, in order.
    for bytes in found { #expect((try? name.decode(bytes)) != nil) }
    #expect(isSubsequence(junk(items), of: stream))
    // Sixteen bits of check leave no room for chance here.
    if name == .modbusRTU { #expect(found == sent) }
    #expect(!parser.isUnfinished)
  }

  /// As on the bus: one request, its answer in pieces with junk round it. The answer is found, nothing else is taken
  /// for it.
  @Test(arguments: BoardProtocol.allCases, 0..<40)
  func exactlyTheAnswerIsFound(_ name: BoardProtocol, _ seed: Int) {
    var numbers = SeededGenerator(seed: UInt64(seed))
    var parser = FrameParser(name)
    for _ in 0..<50 {
      let address = Int.random(in: name.addresses, using: &numbers)
      let request = name.stateQuery(address: address)
      let answer = numbers.state(of: name, address)
      var items = parser.sent(request)
      for piece in numbers.pieces(of: numbers.junk(upTo: 9) + answer + numbers.junk(upTo: 4)) {
        items += parser.received(piece)
      }
      items += parser.lineWentQuiet()
      parser.requestEnded()
      let answers = items.compactMap { item -> BoardFrame? in
        if case .frame(let frame) = item, frame.answers(request) { frame } else { nil }
      }
      #expect(answers.count == 1)
      // Nobody can tell a longer frame from the answer that junk behind it completes to one by chance.
      #expect(answers.first?.bytes.starts(with: answer) == true)
    }
  }

  private func isSubsequence(_ part: [UInt8], of whole: [UInt8]) -> Bool {
    var rest = part[...]
    for byte in whole where byte == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }
}

private struct InvalidEnd: Error {}
