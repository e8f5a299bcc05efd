import BoardProtocols

/// Decides when what a board says about its doors counts.
///
/// A change counts when it was read so many times alike. When all doors of a board change together, or several and all
/// doors then say the same, power, wiring or the speed are likelier than people: one reading more is asked for, a period
/// later. And when all of three or more doors then still say the same, nobody knows what they are until one of them says
/// something else: no text may leave for a board that lost the supply of its contacts.
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

  /// All doors came to say the same in one moment.
  private struct Likeness {
    let raw: Int
    /// Read so often that nobody knows any more what the doors are.
    var isDoubted = false
    /// How often in a row a door has said something else since: a single damaged reading proves nothing.
    var exceptions: [Int: Int] = [:]

    mutating func heard(_ reading: [(lock: Int, value: Int)]) {
      let others = reading.filter { $0.value != raw }.map { ($0.lock, exceptions[$0.lock, default: 0] + 1) }
      exceptions = Dictionary(uniqueKeysWithValues: others)
    }
  }

  private let locks: [Int]
  private let agreeing: Int
  /// What each door was when that was last known: it tells what has changed over a spell in which nobody read, too.
  private var believed: [Int: Int] = [:]
  /// The doors of which that still holds.
  private var known: Set<Int> = []
  private var candidates: [Int: (raw: Int, times: Int)] = [:]
  /// The candidates are hardly people's doing; until the last of them has settled or vanished.
  private var isSuspect = false
  private var likeness: Likeness?
  /// How often a door was missing, in a row: a frame that lost a byte may be valid and shorter.
  private var absences: [Int: Int] = [:]
  /// Fewer doors may well change at a time.
  private static let fewestForDoubt = 3

  init(locks: some Sequence<Int>, agreeing: Int) {
    self.locks = locks.sorted()
    self.agreeing = agreeing
  }

  mutating func read(_ reading: [BoardFrame.Lock]) -> Verdict {
    let raw = Dictionary(reading.compactMap { lock in lock.raw.map { (lock.lock, $0) } }) { $1 }
    var verdict = Verdict()
    for lock in locks {
      if let value = raw[lock] { take(value, of: lock) } else if isLost(lock) { verdict.lost.append(lock) }
    }
    if absences.values.contains(where: { $0 < agreeing }) { verdict.again = .atOnce }
    guard !candidates.isEmpty || isDoubted else {
      isSuspect = false
      likeness = nil
      return verdict
    }
    judge(locks.compactMap { lock in raw[lock].map { (lock, $0) } })
    if let likeness, likeness.isDoubted {
      if !likeness.exceptions.isEmpty { verdict.again = .atOnce }
      return verdict
    }
    let needed = isSuspect ? agreeing + 1 : agreeing
    let ripe = candidates.filter { $0.value.times >= needed }
    if let likeness, ripe.values.contains(where: { $0.raw == likeness.raw }) {
      forget()
      self.likeness = Likeness(raw: likeness.raw, isDoubted: true)
      return Verdict(lost: locks)
    }
    if likeness == nil {
      for (lock, now) in ripe.sorted(by: { $0.key < $1.key }) {
        settle(lock, now.raw)
        verdict.settled.append(BoardFrame.Lock(lock: lock, raw: now.raw))
      }
    }
    if !candidates.isEmpty {
      let isLastOfSuspect = isSuspect && candidates.values.contains { $0.times == agreeing }
      verdict.again = isLastOfSuspect ? .whenDue : .atOnce
    }
    return verdict
  }

  /// All doors changed as one, and nobody knows what they are.
  var isDoubted: Bool { likeness?.isDoubted ?? false }

  /// After a spell in which nobody read: the next readings count as first ones.
  mutating func forget() {
    known = []
    candidates = [:]
    isSuspect = false
    likeness = nil
    absences = [:]
  }

  /// Whether people may have done this.
  private mutating func judge(_ raw: [(lock: Int, value: Int)]) {
    likeness?.heard(raw)
    if let exceptions = likeness?.exceptions.values, exceptions.contains(where: { $0 >= agreeing }) { likeness = nil }
    guard !isDoubted else { return }
    let changed = candidates.filter { lock, now in believed[lock].map { $0 != now.raw } ?? false }.count
    if changed > 1, changed == raw.count { isSuspect = true }
    if likeness == nil, changed >= Self.fewestForDoubt, let first = raw.first,
      raw.allSatisfy({ $0.value == first.value })
    {
      isSuspect = true
      likeness = Likeness(raw: first.value)
    }
  }

  private mutating func take(_ value: Int, of lock: Int) {
    absences[lock] = nil
    guard !known.contains(lock) || value != believed[lock] else {
      candidates[lock] = nil
      return
    }
    let times = candidates[lock].flatMap { $0.raw == value ? $0.times : nil } ?? 0
    candidates[lock] = (value, times + 1)
  }

  private mutating func settle(_ lock: Int, _ value: Int) {
    believed[lock] = value
    known.insert(lock)
    candidates[lock] = nil
  }

  /// The door was not among those that the board spoke of: true once that counts. Its next readings are first ones.
  private mutating func isLost(_ lock: Int) -> Bool {
    candidates[lock] = nil
    let times = absences[lock, default: 0] + 1
    absences[lock] = min(times, agreeing)
    guard times >= agreeing else { return false }
    known.remove(lock)
    return true
  }
}
