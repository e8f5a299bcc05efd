import BoardProtocols

/// Decides when what a board says about its doors counts.
///
/// A change counts when it was read so many times alike. When every door of a board changes in one reading, power,
/// wiring or the speed are likelier than people: one reading more is asked for, a period later. And when all of three or more
/// doors then say the same, nobody knows what they are until one of them says something else: no text may leave for a board
/// that lost its power.
struct ReadingFilter: Sendable {
  enum Again: Equatable {
    case no
    /// Read at once: a change waits to be confirmed.
    case atOnce
    /// Read when it is due: what was read is suspect.
    case whenDue
  }

  struct Verdict: Equatable {
    /// The doors whose first reading or change counts now.
    var settled: [BoardFrame.Lock] = []
    /// The doors that the board doesn't speak of any more, or that can't be believed.
    var lost: [Int] = []
    var again = Again.no
  }

  private let locks: [Int]
  private let agreeing: Int
  private var settled: [Int: Int] = [:]
  private var candidates: [Int: (raw: Int, times: Int)] = [:]
  /// How often a door was missing, in a row: a frame that lost a byte may be valid and shorter.
  private var absences: [Int: Int] = [:]
  /// What all doors say since they changed as one; nil while they are believed.
  private var doubted: Int?
  private static let fewestForDoubt = 3

  init(locks: some Sequence<Int>, agreeing: Int) {
    self.locks = locks.sorted()
    self.agreeing = agreeing
  }

  mutating func read(_ reading: [BoardFrame.Lock]) -> Verdict {
    let raw = Dictionary(reading.compactMap { lock in lock.raw.map { (lock.lock, $0) } }) { $1 }
    if let doubted {
      guard !locks.allSatisfy({ raw[$0] == doubted }) else { return Verdict() }
      forget()
    }
    let isSuspect = locks.count > 1 && locks.allSatisfy { settled[$0] != nil && raw[$0] != settled[$0] }
    let needed = isSuspect ? agreeing + 1 : agreeing
    var verdict = Verdict()
    for lock in locks {
      guard let value = raw[lock] else {
        if isLost(lock) { verdict.lost.append(lock) }
        continue
      }
      absences[lock] = nil
      guard value != settled[lock] else {
        candidates[lock] = nil
        continue
      }
      let candidate = candidates[lock]
      let times = candidate?.raw == value ? (candidate?.times ?? 0) + 1 : 1
      if times >= needed {
        settled[lock] = value
        candidates[lock] = nil
        verdict.settled.append(BoardFrame.Lock(lock: lock, raw: value))
      } else {
        candidates[lock] = (value, times)
      }
    }
    if isSuspect, verdict.settled.count == locks.count, locks.count >= Self.fewestForDoubt,
      Set(verdict.settled.map(\.raw)).count == 1
    {
      doubted = verdict.settled.first?.raw
      return Verdict(lost: locks)
    }
    if absences.values.contains(where: { $0 < agreeing }) { verdict.again = .atOnce }
    if !candidates.isEmpty {
      let isLastOfSuspect = isSuspect && candidates.values.allSatisfy { $0.times == agreeing }
      verdict.again = isLastOfSuspect ? .whenDue : .atOnce
    }
    return verdict
  }

  /// All doors changed as one, and nobody knows what they are.
  var isDoubted: Bool { doubted != nil }

  /// After a spell in which nobody read: the next readings count as first ones.
  mutating func forget() {
    settled = [:]
    candidates = [:]
    absences = [:]
    doubted = nil
  }

  /// The door was not among those that the board spoke of: true once that counts. Its next readings are first ones.
  private mutating func isLost(_ lock: Int) -> Bool {
    candidates[lock] = nil
    let times = absences[lock, default: 0] + 1
    absences[lock] = min(times, agreeing)
    guard times >= agreeing else { return false }
    settled[lock] = nil
    return true
  }
}
