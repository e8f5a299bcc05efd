import BoardProtocols

/// The wire between a program and simulated boards: when each byte has come through. Times are durations since any one
/// start.
struct SimulatedBoardLine: Sendable {
  private struct Piece {
    let due: Duration
    let bytes: [UInt8]
  }

  /// Paced bytes go out together up to this long: a write for each would wake the reader a thousand times a second.
  private static let longestBatch = Duration.milliseconds(2)
  /// A board takes so long a pause for the end of a frame: what it has of one is no beginning of the next.
  private static let frameEnd = Duration.milliseconds(25)

  /// nil: bytes take no time.
  private let baud: BaudRate?
  private let answerDelay: Duration
  private var parser: FrameParser
  private var receivedAt = Duration.zero
  private var pieces: [Piece] = []
  /// Half duplex: one after the other.
  private var freeAt = Duration.zero

  init(_ boardProtocol: BoardProtocol, baud: BaudRate?, answerDelay: Duration) {
    self.baud = baud
    self.answerDelay = answerDelay
    parser = FrameParser(boardProtocol, reader: .board)
  }

  /// Bytes from the program: the requests in them.
  mutating func received(_ bytes: [UInt8], isEchoed: Bool, at now: Duration) -> [BoardFrame] {
    if isEchoed { send(bytes, faults: SimulatedBoardFaults(), at: now) } else { takeTime(bytes.count, from: now) }
    let ended = now - receivedAt >= Self.frameEnd ? parser.lineWentQuiet() : []
    if !bytes.isEmpty { receivedAt = now }
    return (ended + parser.received(bytes)).compactMap { item in
      if case .frame(let frame) = item, frame.kind == .request { frame } else { nil }
    }
  }

  mutating func answer(_ bytes: [UInt8], faults: SimulatedBoardFaults, at now: Duration) {
    freeAt = max(freeAt, now) + answerDelay
    send(faults.junk + bytes, faults: faults, at: now)
  }

  mutating func send(_ bytes: [UInt8], faults: SimulatedBoardFaults, at now: Duration) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(faults.pieceSize ?? (baud == nil ? rest.count : 1))
      rest = rest.dropFirst(piece.count)
      takeTime(piece.count, from: now)
      pieces.append(Piece(due: freeAt, bytes: Array(piece)))
      if faults.pieceSize != nil, !rest.isEmpty { freeAt += faults.piecePause }
    }
  }

  /// What has come through by now, each to be written by itself.
  mutating func due(at now: Duration) -> [[UInt8]] {
    let count = pieces.prefix { $0.due <= now }.count
    defer { pieces.removeFirst(count) }
    let due = pieces.prefix(count).map(\.bytes)
    return baud == nil || count == 0 ? due : [due.flatMap { $0 }]
  }

  var nextDue: Duration? {
    guard let first = pieces.first, let last = pieces.last else { return nil }
    return baud == nil ? first.due : min(first.due + Self.longestBatch, last.due)
  }

  /// The wire is off: what was on it is lost.
  mutating func cut() { pieces = [] }

  private mutating func takeTime(_ count: Int, from now: Duration) {
    freeAt = max(freeAt, now) + (baud?.wireTime(bytes: count) ?? .zero)
  }
}
