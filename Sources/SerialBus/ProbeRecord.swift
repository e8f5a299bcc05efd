package import BoardProtocols

/// One question that was asked, and all that came back.
package struct ProbeRecord: Hashable, Sendable {
  /// What the bytes are.
  package enum Hearing: Hashable, Sendable {
    case nothing
    /// The adapter heard itself.
    case echo
    case answer(BoardFrame)
    /// More than one board has this address.
    case severalAnswers([BoardFrame])
    /// A Modbus unit that has nothing there.
    case refusal(BoardFrame)
    /// A frame that was not asked for.
    case strange(BoardProtocol, BoardFrame)
    /// Bytes that are no frame of any protocol.
    case noise
  }

  package let question: ProbeQuestion
  package let received: [UInt8]
  /// From the question to the end of what came.
  package let after: Duration
  package let hearing: Hearing
  /// The adapter heard the question itself.
  package let isEchoed: Bool

  package init(_ question: ProbeQuestion, received: [UInt8], after: Duration) {
    self.question = question
    self.received = received
    self.after = after
    (hearing, isEchoed) = Self.hearing(received, of: question)
  }

  private static func hearing(_ received: [UInt8], of question: ProbeQuestion) -> (Hearing, isEchoed: Bool) {
    guard !received.isEmpty else { return (.nothing, false) }
    let request = question.request
    var parser = FrameParser(question.boardProtocol)
    let items = parser.sent(request) + parser.received(received) + parser.lineWentQuiet()
    let isEchoed = items.contains(.echo)
    let frames = items.compactMap { item -> BoardFrame? in
      if case .frame(let frame) = item, frame.kind != .request { frame } else { nil }
    }
    let answers = frames.filter { $0.answers(request) }
    if let answer = answers.first { return (answers.count > 1 ? .severalAnswers(answers) : .answer(answer), isEchoed) }
    if let refusal = frames.first(where: { $0.isRefusal && $0.address == question.address }) {
      return (.refusal(refusal), isEchoed)
    }
    if let frame = frames.first { return (.strange(question.boardProtocol, frame), isEchoed) }
    if items.allSatisfy({ $0 == .echo }) { return (.echo, isEchoed) }
    for other in BoardProtocol.allCases where other != question.boardProtocol {
      var parser = FrameParser(other)
      for case .frame(let frame) in parser.received(received) + parser.lineWentQuiet() where frame.kind != .request {
        return (.strange(other, frame), isEchoed)
      }
    }
    return (.noise, isEchoed)
  }
}
