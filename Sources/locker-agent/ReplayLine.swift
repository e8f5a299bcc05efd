import BoardProtocols
import Captures
import Linux
import LockerDomain
import Simulation

/// The boards' end of one bus in a replay: what the agent asks, and what it was answered.
struct ReplayLine: Sendable {
  /// A request that waits for its turn.
  struct Request: Sendable {
    let bytes: [UInt8]
    let at: BootTime
  }

  let name: String
  private let port: ReplayPort
  private let replyTimeout: Duration
  private let boardProtocol: BoardProtocol
  private var parser: FrameParser
  /// What the boards said last to each request; in the beginning, what they will say first.
  private var answers: [[UInt8]: [[UInt8]]]
  /// What is being answered.
  private var open: (request: [UInt8], said: [[UInt8]])?
  /// What the agent has asked and not been answered; a later one takes its place.
  private(set) var request: Request?

  init(_ bus: CaptureHead.Bus, firstAnswers: [[UInt8]: [[UInt8]]], replyTimeout: Duration, port: ReplayPort) {
    name = bus.name
    boardProtocol = bus.boardProtocol
    answers = firstAnswers
    self.replyTimeout = replyTimeout
    self.port = port
    parser = FrameParser(bus.boardProtocol, reader: .board)
  }

  var isPluggedIn: Bool { port.isPluggedIn }

  /// To be polled.
  var descriptor: Int32 { port.descriptor }

  /// When the agent has waited so long for its answer that it gets the last one to the same request again.
  var patienceEnds: BootTime? { request.map { $0.at + replyTimeout * 0.7 } }

  func plugIn() throws(PseudoTerminal.Failure) { try port.plugIn() }

  mutating func unplug() {
    port.unplug()
    request = nil
    open = nil
    parser = FrameParser(boardProtocol, reader: .board)
  }

  /// Takes what the agent has written.
  mutating func listen() {
    for case .frame(let frame) in parser.received(port.read()) where frame.kind == .request {
      request = Request(bytes: frame.bytes, at: .now)
    }
  }

  /// The request's turn has come: from now on it is answered.
  mutating func begin() {
    if let request { open = (request.bytes, []) }
    request = nil
  }

  mutating func say(_ bytes: [UInt8]) {
    open?.said.append(bytes)
    port.write(bytes)
  }

  /// The answer is complete.
  mutating func end() {
    if let open { answers[open.request] = open.said }
    open = nil
  }

  /// Says to the request that waits what was said to the same one before: time stands still, so nothing has changed.
  mutating func repeatAnswer() {
    guard let request else { return }
    self.request = nil
    for bytes in answers[request.bytes] ?? [] { port.write(bytes) }
  }
}
