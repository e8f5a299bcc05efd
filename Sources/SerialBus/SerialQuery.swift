package import BoardProtocols
import Linux
import LockerDomain
package import SerialLine

/// One question to one board, with nothing in between: `serial query PORT`. It asks and never sets or unlocks anything.
package struct SerialQuery: Sendable {
  package enum Outcome: Hashable, Sendable {
    case answered(BoardFrame, after: Duration)
    /// No state: what came instead, and a sentence on what that points to.
    case silent(received: [UInt8], explanation: String)
  }

  package var port: String
  package var boardProtocol: BoardProtocol
  package var baud: BaudRate
  package var address: Int
  /// Where a Modbus board keeps its inputs; nil for the other protocols.
  package var map: RegisterMap?
  package var rs485: Bool
  package var timeout: Duration

  package init(
    port: String, boardProtocol: BoardProtocol, baud: BaudRate? = nil, address: Int, map: RegisterMap? = nil,
    rs485: Bool = false, timeout: Duration = .milliseconds(800)
  ) {
    self.port = port
    self.boardProtocol = boardProtocol
    self.baud = baud ?? boardProtocol.defaultBaud
    self.address = address
    self.map = map
    self.rs485 = rs485
    self.timeout = timeout
  }

  /// What is sent.
  package var request: BoardFrame { boardProtocol.stateQuery(LockBoard(address: address, map: map)) }

  /// Opens the port for this question alone and blocks until the answer or the timeout.
  package func run() throws(SerialError) -> Outcome {
    let port = try SerialPort(port, baud: baud, rs485: rs485)
    let request = request
    var parser = FrameParser(boardProtocol)
    var received: [UInt8] = []
    _ = parser.sent(request)
    let sentAt = BootTime.now
    try port.write(request.bytes)
    let deadline = sentAt + baud.wireTime(bytes: request.bytes.count) + timeout
    while true {
      // An answer of unknown length ends with a pause; the deadline ends everything.
      let pause = parser.isUnfinished ? BootTime.now + .milliseconds(50) : deadline
      let wait = PortWait.wait(for: port, until: min(pause, deadline))
      var items: [FrameParser.Item] = []
      if wait.hasInput {
        guard case .bytes(let bytes) = try port.read() else { continue }
        received += bytes
        items = parser.received(bytes)
      } else {
        items = parser.answerAfterPause()
      }
      for case .frame(let frame) in items {
        if frame.answers(request) { return .answered(frame, after: .now - sentAt) }
        if frame.isRefusal, frame.address == address { return .silent(received: received, explanation: refusal(frame)) }
      }
      if .now >= deadline { return .silent(received: received, explanation: explanation(of: received)) }
    }
  }

  private func explanation(of received: [UInt8]) -> String {
    let request = request
    if received.isEmpty {
      return """
        nothing came back in \(timeout.inNanoseconds / 1_000_000) ms: check the board's supply, its address (asked: \
        \(address)), the wires A and B, and the speed (\(baud.rawValue) baud)
        """
    }
    if received == request.bytes {
      return """
        only our own request came back: the adapter hears itself, so the line works, but no board answers at address \
        \(address)
        """
    }
    var parser = FrameParser(boardProtocol)
    for case .frame(let frame) in parser.received(received) + parser.lineWentQuiet() where frame.bytes != request.bytes
    {
      return "a frame came that does not answer: \(frame.meaning); another address or another program on this line?"
    }
    if let (other, frame) = boardProtocol.foreignFrame(in: received) {
      return "these bytes are a \(other.rawValue) frame: \(frame.meaning); is the protocol right?"
    }
    return """
      bytes came, but no frame: the speed (\(baud.rawValue) baud) is wrong, A and B are swapped, or two boards have the \
      address \(address)
      """
  }
  private func refusal(_ frame: BoardFrame) -> String {
    guard boardProtocol == .modbusRTU else {
      return "the board is there and says that it can't read its locks: \(frame.name)"
    }
    let asked = map ?? .waveshare8
    return """
      the board is there and refuses to be asked (\(frame.name)): it is no \(asked.rawValue); try another --map: \
      \(RegisterMap.allCases.filter { $0 != asked }.map(\.rawValue).joined(separator: ", "))
      """
  }
}
