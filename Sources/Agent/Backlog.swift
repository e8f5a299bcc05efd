import LockerDomain
import Store

/// What happened while the disk took nothing, oldest first.
///
/// A bank whose doors change all night in front of a dead disk must not fill the memory, so each door has room for
/// `mostPerDoor` reports. Beyond that its shortest spells go first, each with the report that ends it: what is left is the
/// door's last state, its long openings and closings, which are loads and pickups, and every spell in which nobody could see
/// it. A flutter has no meaning, but it is counted, and the ledger says so. Ends of attempts always stay; while something
/// waits here no new attempt begins. Labels that people scan are few; beyond `mostScans` new ones are turned away.
struct Backlog {
  enum Event {
    case report(DoorReport)
    case scan(Scan)
    case goods(GoodsReport)
    case unlockEnded(CompartmentName, Compartment.Unlock.End, why: String, Source)
    case attemptEnds([EndedAttempt])
    /// So many reports of the door have gone from around here.
    case missed(CompartmentName, reports: Int)
  }

  static let mostPerDoor = 64
  static let mostScans = 256

  private var events: ArraySlice<Event> = []
  /// Reports that wait, by door.
  private var waiting: [CompartmentName: Int] = [:]
  private var scans = 0

  var isEmpty: Bool { events.isEmpty }
  var count: Int { events.count }
  var first: Event? { events.first }
  var hasRoomForScan: Bool { scans < Self.mostScans }

  mutating func append(_ event: Event) {
    if case .goods(let report) = event { return append(report) }
    events.append(event)
    if case .scan = event { scans += 1 }
    guard case .report(let report) = event else { return }
    waiting[report.compartment, default: 0] += 1
    if waiting[report.compartment, default: 0] > Self.mostPerDoor { dropShortestSpell(of: report.compartment) }
  }

  mutating func removeFirst() {
    switch events.popFirst() {
    case .report(let report): waiting[report.compartment]? -= 1
    case .scan: scans -= 1
    case .goods, .unlockEnded, .attemptEnds, .missed, nil: break
    }
  }

  /// Between two reports of its door only the last that a sensor said matters; beyond `mostPerDoor` the oldest go.
  private mutating func append(_ report: GoodsReport) {
    let earlier = events.indices.filter { place in
      if case .goods(let earlier) = events[place] { earlier.compartment == report.compartment } else { false }
    }
    let door = events.lastIndex { event in
      if case .report(let door) = event { door.compartment == report.compartment } else { false }
    }
    if let last = earlier.last, door.map({ $0 < last }) ?? true {
      events.remove(at: last)
    } else if let oldest = earlier.first, earlier.count >= Self.mostPerDoor {
      events.remove(at: oldest)
    }
    events.append(.goods(report))
  }

  private mutating func dropShortestSpell(of name: CompartmentName) {
    let reports = events.indices.compactMap { place -> (place: Int, report: DoorReport)? in
      guard case .report(let report) = events[place], report.compartment == name else { return nil }
      return (place, report)
    }
    // A spell lasts from one report to the next; that of the last one is not over, and before the first one stands what is
    // stored.
    let over = reports.indices.dropFirst().dropLast()
    let known = over.filter { reports[$0].report.state != .unknown }
    let candidates = known.isEmpty ? Array(over) : known
    let length = { (spell: Int) in reports[spell + 1].report.at.nanoseconds - reports[spell].report.at.nanoseconds }
    guard let shortest = candidates.min(by: { length($0) < length($1) }) else { return }
    var gone = [reports[shortest].place]
    if reports[shortest - 1].report.state == reports[shortest + 1].report.state {
      // Without the spell between them, the second says what is known already.
      gone.append(reports[shortest + 1].place)
    }
    waiting[name]? -= gone.count
    replace(gone, of: name)
  }

  /// The first of the places becomes the note that reports are missing, if the door has none yet.
  private mutating func replace(_ places: [Int], of name: CompartmentName) {
    let note = events.indices.first { place in
      if case .missed(name, _) = events[place] { true } else { false }
    }
    if let note, case .missed(_, let reports) = events[note] {
      events[note] = .missed(name, reports: reports + places.count)
      for place in places.reversed() { events.remove(at: place) }
    } else {
      for place in places.dropFirst().reversed() { events.remove(at: place) }
      events[places[0]] = .missed(name, reports: places.count)
    }
  }
}
