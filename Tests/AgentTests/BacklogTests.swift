import LockerDomain
import Store
import Testing

@testable import Agent

@Suite struct BacklogTests {
  private static let names = valid { () throws(InvalidValue) in
    try (1...16).map { n throws(InvalidValue) in try CompartmentName("A\(n)") }
  }

  private func report(_ door: Int, _ state: DoorState, at milliseconds: Int64) -> Backlog.Event {
    .report(
      DoorReport(
        compartment: Self.names[door], state: state, input: "", at: BootTime(nanoseconds: milliseconds * 1_000_000)))
  }

  private func contents(_ backlog: Backlog, door: Int = 0) -> (reports: [DoorReport], missed: Int, ends: Int) {
    var backlog = backlog
    var reports: [DoorReport] = []
    var missed = 0
    var ends = 0
    while let event = backlog.first {
      backlog.removeFirst()
      switch event {
      case .report(let report): if report.compartment == Self.names[door] { reports.append(report) }
      case .missed(let name, let count): if name == Self.names[door] { missed += count }
      case .attemptEnds(let attempts): ends += attempts.count
      case .scan, .goods, .unlockEnded: break
      }
    }
    return (reports, missed, ends)
  }

  @Test("in the order in which it came")
  func order() {
    var backlog = Backlog()
    #expect(backlog.isEmpty)
    for time in 0..<Int64(Backlog.mostPerDoor) { backlog.append(report(0, time % 2 == 0 ? .open : .closed, at: time)) }
    #expect(backlog.count == Backlog.mostPerDoor)
    let (reports, missed, _) = contents(backlog)
    #expect(reports.map(\.at.milliseconds) == Array(0..<Int64(Backlog.mostPerDoor)))
    #expect(missed == 0)
  }

  @Test("sensors that flicker for hours: bounded, and the last that each said is there")
  func flicker() {
    var backlog = Backlog()
    func goods(_ goods: Goods) -> Backlog.Event {
      .goods(GoodsReport(compartment: Self.names[0], goods: goods, input: "", at: BootTime(nanoseconds: 0)))
    }
    for _ in 0..<500 { for state in [Goods.present, .absent] { backlog.append(goods(state)) } }
    #expect(backlog.count == 1)
    for time in 0..<Int64(500) {
      backlog.append(report(0, time % 2 == 0 ? .open : .closed, at: time))
      for state in [Goods.absent, .present] { backlog.append(goods(state)) }
    }
    #expect(backlog.count <= 2 * Backlog.mostPerDoor + 1)
    var last: Backlog.Event?
    while let event = backlog.first {
      last = event
      backlog.removeFirst()
    }
    guard case .goods(let report)? = last else { return #expect(Bool(false), "\(String(describing: last))") }
    #expect(report.goods == .present)
  }

  @Test("labels beyond what anybody scans are turned away until others are stored")
  func scans() {
    var backlog = Backlog()
    let label = ScannedLabel(
      compartment: nil, isCompartmentSure: false, order: nil, isOrderSure: false, length: 5)
    for time in 0..<Int64(Backlog.mostScans) {
      #expect(backlog.hasRoomForScan)
      backlog.append(.scan(Scan(scanner: "scanner-a", label: label, at: BootTime(nanoseconds: time))))
    }
    #expect(!backlog.hasRoomForScan)
    backlog.removeFirst()
    #expect(backlog.hasRoomForScan)
    #expect(backlog.count == Backlog.mostScans - 1)
  }

  @Test("doors that flutter for hours: bounded, each with its last state, and nothing gone uncounted")
  func flutter() {
    var backlog = Backlog()
    let changes = 501
    for change in 0..<changes {
      for door in 0..<4 {
        backlog.append(report(door, change % 2 == 0 ? .open : .closed, at: Int64(change * 100 + door)))
      }
    }
    #expect(backlog.count <= 4 * (Backlog.mostPerDoor + 1))
    for door in 0..<4 {
      let (reports, missed, _) = contents(backlog, door: door)
      #expect(reports.last?.state == .open)
      #expect(reports.count + missed == changes)
      #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.state != $1.state && $0.at < $1.at })
    }
  }

  @Test("a load and a pickup among the flutter stay, and so does a spell in which nobody could see the door")
  func meaning() {
    var backlog = Backlog()
    var time: Int64 = 0
    func add(_ state: DoorState, for milliseconds: Int64) {
      backlog.append(report(0, state, at: time))
      time += milliseconds
    }
    func flutter() { for _ in 1...100 { add(.open, for: 60); add(.closed, for: 70) } }
    flutter()
    add(.open, for: 4_000)
    add(.closed, for: 900_000)
    flutter()
    add(.unknown, for: 20)
    add(.closed, for: 5_000)
    flutter()
    add(.open, for: 12_000)
    add(.closed, for: 600_000)
    flutter()
    let (reports, missed, _) = contents(backlog)
    let spells = zip(reports, reports.dropFirst()).map { ($0.state, $1.at.milliseconds - $0.at.milliseconds) }
    #expect(spells.contains { $0 == .open && (4_000..<4_200).contains($1) })
    #expect(spells.contains { $0 == .open && (12_000..<12_200).contains($1) })
    #expect(spells.contains { $0 == .unknown && $1 == 20 })
    #expect(reports.last?.state == .closed)
    #expect(missed > 700)
  }

  @Test("the end of an attempt is never dropped")
  func attemptEnd() {
    var backlog = Backlog()
    for time in 0..<Int64(100) { backlog.append(report(0, time % 2 == 0 ? .open : .closed, at: time)) }
    backlog.append(.attemptEnds([EndedAttempt(NoticeID(7), .accepted(requestID: "r"))]))
    for time in 100..<Int64(500) { backlog.append(report(0, time % 2 == 0 ? .open : .closed, at: time)) }
    #expect(contents(backlog).ends == 1)
  }
}
