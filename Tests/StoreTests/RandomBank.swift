import TestSupport

@testable import LockerDomain

/// Makes works that a bank could make, in no sensible sequence, and knows what has to be stored after them.
struct RandomBank {
  private(set) var orders: [OrderNumber: Order] = [:]
  private(set) var compartments: [CompartmentName: Compartment] = [:]
  private(set) var notices: [NoticeID: Notice.State] = [:]
  private(set) var ledger: [LedgerEntry] = []
  private(set) var nextNotice: Int64 = 1
  private(set) var last: AgentClock.Mark?
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  var live: [OrderNumber: Order] {
    orders.filter { !$0.value.state.isEnd || $0.value.notice.map { !$0.state.isSettled } ?? false }
  }

  mutating func step(second: Int64) throws -> (Work, AgentClock.Mark) {
    var work = Work()
    for _ in 0...pick(2) { try changeOrder(&work) }
    if chance(2) { try changeCompartment(&work) }
    for _ in 0...pick(2) { work.ledger.append(try entry()) }
    ledger += work.ledger
    let mark = Samples.mark(second, boot: "boot-\(second / 1000)", wall: second * 1000 + 1_700_000_000_000)
    last = mark
    return (work, mark)
  }

  private mutating func changeOrder(_ work: inout Work) throws {
    let number = try OrderNumber("SO-\(pick(30))")
    guard !work.orders.contains(where: { $0.number == number }) else { return }
    let before = orders[number]
    var order = try Samples.order(
      number.text, Order.State.allCases.randomElement(using: &random) ?? .ready, cycle: before?.cycle ?? 0,
      compartments: (0...pick(4)).map { "C\($0)" }, notice: before?.notice)
    order.marks = Order.Marks(rawValue: pick(8))
    if let notice = order.notice, !notice.state.isSettled || chance(3) {
      // What is settled never waits again; it may still turn out accepted.
      let states = Samples.noticeStates.filter { !notice.state.isSettled || $0.isSettled }
      let state = states.randomElement(using: &random) ?? .pending
      let unanswered = notice.wasUnanswered || chance(4)
      order.notice?.state = state
      order.notice?.wasUnanswered = unanswered
      work.notices.append(.settle(notice.id, state, unanswered: unanswered))
      notices[notice.id] = state
    } else if chance(2) {
      order.cycle += 1
      let state = Samples.noticeStates.randomElement(using: &random) ?? .pending
      let notice = try Samples.notice(nextNotice, of: number.text, cycle: order.cycle, state)
      nextNotice += 1
      order.notice = Samples.status(of: notice)
      work.notices.append(.add(notice))
      notices[notice.id] = state
    }
    work.orders.append(order)
    orders[number] = order
  }

  private mutating func changeCompartment(_ work: inout Work) throws {
    let compartment = Compartment(
      name: try CompartmentName("C\(pick(5))"), door: chance(2) ? .closed : .unknown,
      since: Samples.moment(Int64(pick(1000))), lastKnownDoor: chance(2) ? .open : nil,
      occupancy: chance(2) ? .loaded : .toClear,
      service: chance(3) ? .outOfService(reason: "hinge") : .inService, openedAt: chance(2) ? Samples.moment(1) : nil,
      closedAt: chance(2) ? Samples.moment(2) : nil,
      unlock: chance(2) ? Compartment.Unlock(reason: .service, at: Samples.moment(3)) : nil,
      unlockUnderWay: chance(2)
        ? Compartment.UnlockUnderWay(Compartment.Unlock(reason: .staff, at: Samples.moment(4)), hasOpened: chance(2))
        : nil,
      isAjarReported: chance(2))
    work.compartments = [compartment]
    compartments[compartment.name] = compartment
  }

  private mutating func entry() throws -> LedgerEntry {
    let sources: [Source] = [.input("gpio-sim.0-node0 line 3"), .user(uid: 1000), .timer, .prokeep, .agent]
    return LedgerEntry(
      LedgerEntry.Kind.allCases.randomElement(using: &random) ?? .started,
      order: chance(2) ? try OrderNumber("SO-\(pick(30))") : nil,
      compartment: chance(2) ? try CompartmentName("C\(pick(5))") : nil,
      notice: chance(3) ? NoticeID(Int64(pick(99))) : nil, why: "because \(pick(9))",
      source: sources.randomElement(using: &random) ?? .agent)
  }

  private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  private mutating func chance(_ one: Int) -> Bool { pick(one) == 0 }
}
