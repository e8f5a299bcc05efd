import BoardProtocols

/// What the line showed when a board did not answer: from what says least to what says most.
enum Symptom: Hashable, Sendable {
  case silence
  /// Bytes, all of them alike.
  case onlyByte(UInt8)
  /// Bytes that are no frame of any protocol.
  case noise
  /// A board answered that was not asked and that the configuration doesn't know.
  case otherAddress(Int)
  /// `meaning`: what the frame is there.
  case otherProtocol(BoardProtocol, meaning: String)
  /// The board said that it won't or can't. `meaning`: what.
  case refusal(meaning: String)

  /// How much it tells, against others of the same board.
  var weight: Int {
    switch self {
    case .silence: 0
    case .onlyByte: 1
    case .noise: 2
    case .otherAddress: 3
    case .otherProtocol: 4
    case .refusal: 5
    }
  }
}

/// What came over the line since a board was asked, beside its answer.
struct LineEvidence: Sendable {
  /// Enough for a frame of any protocol; junk is what is read least gladly.
  private static let limit = 256
  /// Fewer may be one disturbed byte and its neighbours.
  private static let fewestForNoise = 2

  private(set) var junk: [UInt8] = []
  /// Whose frame it was that nobody had asked.
  var otherAddress: Int?
  var refusal: BoardFrame?

  mutating func add(_ bytes: [UInt8]) { junk += bytes.prefix(Self.limit - junk.count) }

  /// What that says about a board that did not answer.
  func symptom(_ boardProtocol: BoardProtocol) -> Symptom {
    if let refusal { return .refusal(meaning: refusal.name) }
    if let (other, frame) = boardProtocol.foreignFrame(in: junk) {
      return .otherProtocol(other, meaning: frame.name)
    }
    if let otherAddress { return .otherAddress(otherAddress) }
    guard junk.count >= Self.fewestForNoise, let first = junk.first else { return .silence }
    return (first == 0x00 || first == 0xFF) && junk.allSatisfy { $0 == first } ? .onlyByte(first) : .noise
  }
}
