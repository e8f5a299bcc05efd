import Linux
@testable import LockerDomain
import Store
import Testing

@Suite struct RoundTripTests {
  let folder = TemporaryFolder()

  @Test(arguments: Order.State.allCases)
  func orderInEachState(_ state: Order.State) throws {
    var order = try Samples.order("S-1", state, cycle: 3, compartments: ["A1", "B 2", "C3"])
    order.marks = [.unseen, .reminded]
    order.loadingSince = Samples.moment(6)
    let all: [Order.Slot.Progress] = [.waiting, .opened, .loaded, .reopened, .collecting, .collected]
    order.slots = try all.enumerated().map { index, progress in
      Order.Slot(
        compartment: try CompartmentName("A\(index)"), progress: progress,
        loadedAt: index == 0 ? nil : Samples.moment(7))
    }
    try Samples.store(folder).commit(Samples.work { $0.orders = [order] }, at: Samples.mark(10))
    let store = try Samples.store(folder)
    #expect(try store.reader.order(order.number) == order)
    #expect(try store.reader.load().orders == (state.isEnd ? [] : [order]))
    #expect(try store.reader.orders(includingEnded: true) == [order])
    #expect(try store.reader.orders(includingEnded: false) == (state.isEnd ? [] : [order]))
  }

  @Test(arguments: Samples.noticeStates)
  func noticeInEachState(_ state: Notice.State) throws {
    let added = try Samples.ready("S-1", notice: 7)
    let store = try Samples.store(folder)
    try store.commit(added, at: Samples.mark(10))
    let settle = Samples.work {
      $0.orders = added.orders
      $0.orders[0].notice?.state = state
      $0.orders[0].notice?.wasUnanswered = true
      $0.notices = [.settle(NoticeID(7), state, unanswered: true)]
    }
    try store.commit(settle, at: Samples.mark(11))
    let stored = try #require(try store.reader.notice(NoticeID(7)))
    #expect(stored.state == state)
    #expect(stored.wasUnanswered)
    #expect(stored.key == "store-S-1-ready-1")
    #expect(stored.settledAt == (state.isSettled ? Samples.moment(11) : nil))
    #expect(try store.reader.load().orders == settle.orders)
    #expect(try store.reader.load().nextNotice == 8)
    #expect(try store.reader.notices(.unsettled).map(\.id) == (state.isSettled ? [] : [NoticeID(7)]))
    #expect(try store.reader.notices(.all).map(\.id) == [NoticeID(7)])
  }

  @Test(arguments: [DoorState.unknown, .open, .closed], [Compartment.Occupancy.empty, .loaded, .toClear])
  func compartment(_ door: DoorState, _ occupancy: Compartment.Occupancy) throws {
    let compartments = [
      Compartment(
        name: try CompartmentName("A1"), door: door, since: Samples.moment(3), lastKnownDoor: nil,
        occupancy: occupancy, service: .outOfService(reason: ""), openedAt: Samples.moment(1), closedAt: nil,
        unlock: Compartment.Unlock(reason: .pickup, at: Samples.moment(4)),
        unlockUnderWay: Compartment.UnlockUnderWay(
          Compartment.Unlock(reason: .service, at: Samples.moment(5)), hasOpened: true), isAjarReported: true),
      Compartment(
        name: try CompartmentName("A2"), door: door, since: Samples.moment(3), lastKnownDoor: .open,
        occupancy: occupancy, service: .inService, openedAt: nil, closedAt: Samples.moment(2), unlock: nil,
        isAjarReported: false),
    ]
    try Samples.store(folder).commit(Samples.work { $0.compartments = compartments }, at: Samples.mark(10))
    #expect(try Samples.store(folder).reader.compartments() == compartments)
  }

  @Test func numberUsedAgainStartsWithoutItsOldNotice() throws {
    let store = try Samples.store(folder)
    try store.commit(Samples.ready("S-1", notice: 1), at: Samples.mark(1))
    let ended = try Samples.work {
      $0.orders = [try Samples.order("S-1", .collected, cycle: 1)]
      $0.notices = [.settle(NoticeID(1), .accepted(requestID: "r"), unanswered: false)]
    }
    try store.commit(ended, at: Samples.mark(2))
    let again = try Samples.order("S-1", .assigned, cycle: 1, compartments: ["B7"])
    try store.commit(Samples.work { $0.orders = [again] }, at: Samples.mark(3))
    #expect(try store.reader.load().orders == [again])
    #expect(try store.reader.notices(.all).count == 1)
  }

  @Test func endedOrderWhoseNoticeIsOnItsWayIsLoaded() throws {
    let store = try Samples.store(folder)
    var work = try Samples.ready("S-1", notice: 1, .sending)
    try store.commit(work, at: Samples.mark(1))
    work.orders[0].state = .collected
    work.orders[0].body = nil
    work.notices = []
    try store.commit(work, at: Samples.mark(2))
    #expect(try store.reader.load().orders == work.orders)
    #expect(try store.reader.notice(NoticeID(1))?.to?.text == Samples.phone)
  }

  @Test func rewrittenNoticeAndAnswer() throws {
    let store = try Samples.store(folder)
    try store.commit(Samples.ready("S-1", notice: 1), at: Samples.mark(1))
    let rewrite = try Samples.work {
      $0.notices = [.rewrite(NoticeID(1), to: try PhoneNumber("+12015550111"), text: "new")]
    }
    let excerpt = String(repeating: "ä", count: 1500)
    try store.commit(
      rewrite, at: Samples.mark(2),
      answers: [NoticeID(1): StoredNotice.Answer(requestID: "req-9", messageID: "m-1", excerpt: "x" + excerpt)])
    let stored = try #require(try store.reader.notice(NoticeID(1)))
    #expect(stored.to?.text == "+12015550111")
    #expect(stored.text == "new")
    #expect(stored.answer.requestID == "req-9")
    #expect(stored.answer.messageID == "m-1")
    #expect(stored.answer.excerpt == "x" + excerpt.prefix(1023))
  }

  /// Whatever works are committed: what is loaded is what the bank had.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func randomWorks(_ seed: UInt64) throws {
    var bank = RandomBank(seed: seed)
    for round in 1...6 {
      let store = try Samples.store(folder)
      for step in 0..<40 {
        let (work, mark) = try bank.step(second: Int64(round * 1000 + step))
        try store.commit(work, at: mark)
      }
      let loaded = try store.reader.load()
      #expect(loaded.nextNotice == bank.nextNotice)
      #expect(loaded.last == bank.last)
      #expect(Dictionary(uniqueKeysWithValues: loaded.orders.map { ($0.number, $0) }) == bank.live)
      #expect(Dictionary(uniqueKeysWithValues: loaded.compartments.map { ($0.name, $0) }) == bank.compartments)
      for (number, order) in bank.orders { #expect(try store.reader.order(number) == order) }
      for (id, state) in bank.notices { #expect(try store.reader.notice(id)?.state == state) }
      #expect(try store.reader.ledger().map(\.entry) == bank.ledger)
    }
  }
}
