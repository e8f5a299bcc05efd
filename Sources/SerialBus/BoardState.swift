import BoardProtocols
import Linux
import LockerDomain

/// What the bus knows of one board: whether it is there, and what its doors were last told to be.
struct BoardState: Sendable {
  /// A board counts as away after so many queries in a row without an answer.
  static let missesUntilOffline = 3
  /// How often a board is asked after an unlock, if it isn't asked oftener anyway: whoever stands before the door waits
  /// for what the screen says.
  static let fastPeriod = Duration.milliseconds(50)
  /// For how long: a WINNSEN clone shows what an unlock did after 2 to 2.5 s, and a person needs a moment to pull.
  static let fastSpell = Duration.seconds(5)
  /// Fewer doors that are all open may well be.
  private static let fewestForDoubt = 3

  /// What was last reported of a door.
  private enum Told: Equatable {
    case known(DoorState)
    case unknown
  }

  let settings: BoardSettings
  let query: BoardFrame
  let bus: BusSettings
  private(set) var presence = BoardHealth.Presence.unheard
  /// When its turn is.
  var dueAt: BootTime
  /// It said something while it counted as away: its next turn gets the full time.
  private(set) var wasHeardLate = false
  /// The relays that a former run may have left on.
  var leftOver: LeftOver
  var badBytes = 0
  private(set) var missesInARow = 0
  private(set) var evidence = BoardEvidence()

  private var since: BootTime
  private var filter: ReadingFilter
  private var goodsFilter: ReadingFilter
  /// The locks whose sensors were told of.
  private var seen: Set<Int> = []
  private var told: [Int: Told] = [:]
  /// A door read closed since the bus began: what closed means is not the wrong way round.
  private var hasBeenClosed = false
  private var fastUntil: BootTime?
  private var queries = 0
  private var replies = 0
  private var misses = 0
  private var roundTrip: Duration?
  private var locks: [BoardFrame.Lock] = []
  private var goods: [BoardFrame.Lock] = []

  init(_ settings: BoardSettings, on bus: BusSettings, at now: BootTime) {
    self.settings = settings
    self.bus = bus
    query = bus.boardProtocol.stateQuery(settings.lockBoard)
    filter = ReadingFilter(locks: settings.doors.keys, agreeing: bus.agreeingReadings)
    goodsFilter = ReadingFilter(
      locks: settings.goodsRaw == nil ? [] : Array(settings.doors.keys), agreeing: bus.agreeingReadings)
    leftOver = LeftOver(settings, on: bus)
    dueAt = now
    since = now
  }

  /// How often it is asked at this time.
  func period(at now: BootTime) -> Duration {
    guard let fastUntil, now < fastUntil else { return bus.pollEvery }
    return min(bus.pollEvery, Self.fastPeriod)
  }

  mutating func asked() { queries += 1 }

  /// An unlock of one of its locks goes out.
  mutating func unlocked(at now: BootTime) {
    let pulseEnds = now + UnlockQueue.pulse
    fastUntil = pulseEnds + Self.fastSpell
    // A board that counts as away is asked when it has waited longest.
    if presence != .offline { dueAt = pulseEnds }
  }

  /// Its answer: what that makes known, and whether to read again.
  /// - Parameter isDamaged: junk as long as a frame came along.
  mutating func answered(
    _ frame: BoardFrame, after roundTrip: Duration, isDamaged: Bool, at now: BootTime
  ) -> (reports: [DoorReport], goods: [GoodsReport], again: ReadingFilter.Again) {
    replies += 1
    missesInARow = 0
    wasHeardLate = false
    // What was wrong while it was away is over.
    if presence != .online { evidence.forget() }
    evidence.answered(isDamaged: isDamaged)
    leftOver.boardAnswered(at: now)
    self.roundTrip = roundTrip
    locks = Array(frame.locks.prefix(settings.locks))
    goods = Array(frame.goods.prefix(settings.locks))
    enter(.online, at: now)
    let verdict = filter.read(frame.locks)
    let known = verdict.settled.compactMap { lock in lock.raw.flatMap { report(lock.lock, raw: $0, at: now) } }
    let missing = verdict.lost.compactMap { lock in
      unknown(
        lock,
        lock > frame.locks.count
          ? "\(name) reports \(frame.locks.count) locks, and lock \(lock) is not among them" : allChangedSentence,
        at: now)
    }
    // They are unknown together with their doors, and told anew.
    if !missing.isEmpty { goodsFilter.forget() }
    return (known + missing, goodsReports(frame, at: now), verdict.again)
  }

  /// What the goods sensors make known. They have the time of their next turns to be confirmed.
  private mutating func goodsReports(_ frame: BoardFrame, at now: BootTime) -> [GoodsReport] {
    guard let present = settings.goodsRaw else { return [] }
    let verdict = goodsFilter.read(frame.goods)
    func report(_ lock: Int, _ goods: Goods) -> GoodsReport? {
      settings.doors[lock].map { GoodsReport(compartment: $0, goods: goods, input: input(lock), at: now) }
    }
    seen.formUnion(verdict.settled.map(\.lock))
    let lost = verdict.lost.filter { seen.remove($0) != nil }
    return verdict.settled.compactMap { report($0.lock, $0.raw == present ? .present : .absent) }
      + lost.compactMap { report($0, .unknown) }
  }

  /// The frame that answered its last query was not the only one.
  mutating func answeredTwice() { evidence.answeredTwice() }

  /// A query was not answered.
  /// - Parameter symptom: what came instead.
  mutating func missed(_ symptom: Symptom, at now: BootTime) -> [DoorReport] {
    misses += 1
    missesInARow += 1
    wasHeardLate = false
    evidence.missed(symptom)
    guard missesInARow >= Self.missesUntilOffline else { return [] }
    enter(.offline, at: now)
    return away(sentence(for: evidence.symptom), at: now)
  }

  /// It said something that was not an answer in time.
  mutating func heard() { wasHeardLate = true }

  mutating func portOpened(at now: BootTime) { dueAt = now }

  /// Whether the board is there has to show again once the port is back.
  mutating func portClosed(_ reason: String, at now: BootTime) -> [DoorReport] {
    missesInARow = 0
    evidence.forget()
    leftOver.portClosed()
    enter(.unheard, at: now)
    return away(reason, at: now)
  }

  /// Nobody can see its doors any more.
  private mutating func away(_ reason: String, at now: BootTime) -> [DoorReport] {
    filter.forget()
    goodsFilter.forget()
    locks = []
    goods = []
    return settings.doors.keys.sorted().compactMap { unknown($0, reason, at: now) }
  }

  /// All its doors changed as one, and nobody knows what they are.
  var isDoubted: Bool { filter.isDoubted }

  /// All its doors have been open since the bus began.
  var isSuspectedInverted: Bool {
    !hasBeenClosed && settings.doors.count >= Self.fewestForDoubt
      && settings.doors.keys.allSatisfy { told[$0] == .known(.open) }
  }

  /// - Parameters:
  ///   - reason: why the bus can't ask it at all; nil when it can.
  ///   - overdue: its locks that may still be under power after their pulse.
  func health(unasked reason: String?, overdue: [Int]) -> BoardHealth {
    BoardHealth(
      address: settings.address, presence: presence, since: since, reason: reason ?? self.reason(overdue: overdue),
      queries: queries, replies: replies, misses: misses, missesInARow: missesInARow, roundTrip: roundTrip,
      badBytes: badBytes, locks: locks, goods: goods)
  }

  private mutating func enter(_ new: BoardHealth.Presence, at now: BootTime) {
    guard presence != new else { return }
    presence = new
    since = now
  }

  private mutating func report(_ lock: Int, raw: Int, at now: BootTime) -> DoorReport? {
    guard let compartment = settings.doors[lock] else { return nil }
    let state = settings.state(raw: raw, of: lock)
    told[lock] = .known(state)
    if state == .closed { hasBeenClosed = true }
    return DoorReport(
      compartment: compartment, state: state, raw: raw, input: input(lock), sensor: settings.sensor, at: now)
  }

  private mutating func unknown(_ lock: Int, _ reason: String, at now: BootTime) -> DoorReport? {
    guard told[lock] != .unknown, let compartment = settings.doors[lock] else { return nil }
    told[lock] = .unknown
    return DoorReport(compartment: compartment, state: .unknown, input: input(lock), reason: reason, at: now)
  }

  private func input(_ lock: Int) -> String { "\(bus.name) board \(settings.address) lock \(lock)" }
}
