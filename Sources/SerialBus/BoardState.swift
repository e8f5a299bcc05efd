import BoardProtocols
import LockerDomain

/// What the bus knows of one board: whether it is there, and what its doors were last told to be.
struct BoardState: Sendable {
  /// A board counts as away after so many queries in a row without an answer.
  static let missesUntilOffline = 3

  /// What was last reported of a door.
  private enum Told {
    case known, unknown
  }

  let settings: BoardSettings
  let query: BoardFrame
  private(set) var presence = BoardHealth.Presence.unheard
  /// When its turn is.
  var dueAt: BootTime
  /// It said something while it counted as away: its next turn gets the full time.
  private(set) var wasHeardLate = false
  var badBytes = 0

  private let bus: String
  private var since: BootTime
  private var filter: ReadingFilter
  private var told: [Int: Told] = [:]
  private var queries = 0
  private var replies = 0
  private var misses = 0
  private var missesInARow = 0
  private var roundTrip: Duration?
  private var locks: [BoardFrame.Lock] = []
  private var goods: [BoardFrame.Lock] = []

  init(_ settings: BoardSettings, on bus: BusSettings, at now: BootTime) {
    self.settings = settings
    self.bus = bus.name
    query = bus.boardProtocol.stateQuery(settings.lockBoard)
    filter = ReadingFilter(locks: settings.doors.keys, agreeing: bus.agreeingReadings)
    dueAt = now
    since = now
  }

  mutating func asked() { queries += 1 }

  /// Its answer: what that makes known, and whether to read again.
  mutating func answered(
    _ frame: BoardFrame, after roundTrip: Duration, at now: BootTime
  ) -> (reports: [DoorReport], again: ReadingFilter.Again) {
    replies += 1
    missesInARow = 0
    wasHeardLate = false
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
          ? "board \(settings.address) on \(bus) reports \(frame.locks.count) locks, and lock \(lock) is not among them"
          : "all doors of board \(settings.address) on \(bus) changed at once: check its supply and its contacts' wires",
        at: now)
    }
    return (known + missing, verdict.again)
  }

  /// A query was not answered.
  mutating func missed(at now: BootTime) -> [DoorReport] {
    misses += 1
    missesInARow += 1
    wasHeardLate = false
    guard missesInARow >= Self.missesUntilOffline else { return [] }
    enter(.offline, at: now)
    return away(
      """
      board \(settings.address) on \(bus) has not answered \(Self.missesUntilOffline) queries in a row: check its supply, \
      its address switches and the wires A and B
      """, at: now)
  }

  /// It said something that was not an answer in time.
  mutating func heard() { wasHeardLate = true }

  mutating func portOpened(at now: BootTime) { dueAt = now }

  /// Whether the board is there has to show again once the port is back.
  mutating func portClosed(_ reason: String, at now: BootTime) -> [DoorReport] {
    missesInARow = 0
    enter(.unheard, at: now)
    return away(reason, at: now)
  }

  /// Nobody can see its doors any more.
  private mutating func away(_ reason: String, at now: BootTime) -> [DoorReport] {
    filter.forget()
    locks = []
    goods = []
    return settings.doors.keys.sorted().compactMap { unknown($0, reason, at: now) }
  }

  var health: BoardHealth {
    BoardHealth(
      address: settings.address, presence: presence, since: since, queries: queries, replies: replies, misses: misses,
      missesInARow: missesInARow, roundTrip: roundTrip, badBytes: badBytes, locks: locks, goods: goods)
  }

  private mutating func enter(_ new: BoardHealth.Presence, at now: BootTime) {
    guard presence != new else { return }
    presence = new
    since = now
  }

  private mutating func report(_ lock: Int, raw: Int, at now: BootTime) -> DoorReport? {
    guard let compartment = settings.doors[lock] else { return nil }
    told[lock] = .known
    return DoorReport(
      compartment: compartment, state: settings.state(raw: raw), raw: raw, input: input(lock), at: now)
  }

  private mutating func unknown(_ lock: Int, _ reason: String, at now: BootTime) -> DoorReport? {
    guard told[lock] != .unknown, let compartment = settings.doors[lock] else { return nil }
    told[lock] = .unknown
    return DoorReport(compartment: compartment, state: .unknown, input: input(lock), reason: reason, at: now)
  }

  private func input(_ lock: Int) -> String { "\(bus) board \(settings.address) lock \(lock)" }
}
