/// What speaks against a board: its last misses, and how its last exchanges went.
struct BoardEvidence: Sendable {
  /// The exchanges that are looked back on.
  static let window = 20
  /// So many bad ones among them are no accident.
  static let fewestBad = 3

  /// Of the last misses in a row.
  private var symptoms: [Symptom] = []
  /// One bit for each exchange, the last one lowest: something damaged came.
  private var damaged: UInt32 = 0
  /// As above: a second answer came to one question.
  private var doubled: UInt32 = 0

  /// The most telling of the last misses.
  var symptom: Symptom { symptoms.max { $0.weight < $1.weight } ?? .silence }

  var isDamaged: Bool { damaged.nonzeroBitCount >= Self.fewestBad }
  var isDoubled: Bool { doubled.nonzeroBitCount >= Self.fewestBad }
  var damagedExchanges: Int { damaged.nonzeroBitCount }

  /// - Parameter isDamaged: junk as long as a frame came along with the answer.
  mutating func answered(isDamaged: Bool) {
    symptoms = []
    next(isDamaged: isDamaged)
  }

  /// The exchange that was answered last was answered once more.
  mutating func answeredTwice() { doubled |= 1 }

  mutating func missed(_ symptom: Symptom) {
    symptoms = symptoms.suffix(BoardState.missesUntilOffline - 1) + [symptom]
    next(isDamaged: symptom == .noise)
  }

  /// Nothing of before counts any more.
  mutating func forget() { self = BoardEvidence() }

  private mutating func next(isDamaged: Bool) {
    let mask: UInt32 = 1 << UInt32(Self.window) - 1
    damaged = (damaged << 1 | (isDamaged ? 1 : 0)) & mask
    doubled = doubled << 1 & mask
  }
}
