import LockerDomain

/// The rows that the bank's work makes, kept in memory: what a restart finds.
struct MemoryStore: Equatable {
  private(set) var orders: [OrderNumber: Order] = [:]
  private(set) var compartments: [CompartmentName: Compartment] = [:]
  private(set) var notices: [NoticeID: Notice] = [:]
  /// The notices with an attempt whose end nobody saw.
  private(set) var unanswered: Set<NoticeID> = []

  var nextNotice: Int64 { (notices.keys.max()?.value ?? 0) + 1 }

  mutating func apply(_ work: Work) {
    for order in work.orders { orders[order.number] = order }
    for compartment in work.compartments { compartments[compartment.name] = compartment }
    for change in work.notices {
      switch change {
      case .add(let notice): notices[notice.id] = notice
      case .rewrite(let id, let phone, let text):
        notices[id]?.to = phone
        notices[id]?.text = text
      case .settle(let id, let state, let isUnanswered):
        notices[id]?.state = state
        if isUnanswered { unanswered.insert(id) }
      }
    }
  }

  /// A bank made of the rows, as a start makes it.
  func bank(_ rules: BankRules, _ configured: [CompartmentName], at now: Moment) -> Bank {
    Bank(
      rules: rules, configured: configured, stored: compartments.values.map(Self.stored), orders: liveOrders,
      nextNotice: nextNotice, at: now)
  }

  /// Orders that have not ended, and ended ones whose notice is still on its way.
  var liveOrders: [Order] {
    orders.values.map(joined).filter { !$0.state.isEnd || !($0.notice?.state.isSettled ?? true) }
  }

  /// What is left of an order that the bank has forgotten.
  func ended(_ number: OrderNumber) -> Order? { orders[number].map(joined).flatMap { $0.state.isEnd ? $0 : nil } }

  /// The order with its notice as the outbox has it.
  private func joined(_ order: Order) -> Order {
    let status = order.notice.flatMap { notices[$0.id] }.map {
      Order.NoticeStatus(
        id: $0.id, kind: $0.kind, cycle: $0.cycle, state: $0.state, wasUnanswered: unanswered.contains($0.id),
        createdAt: $0.createdAt,
        to: $0.to)
    }
    return Order(
      number: order.number, body: order.body, digest: order.digest, slots: order.slots, state: order.state,
      marks: order.marks, cycle: order.cycle, notice: status, placedAt: order.placedAt,
      loadingSince: order.loadingSince, readyAt: order.readyAt, endedAt: order.endedAt)
  }

  /// What is left of it when it is read again: a claim ends with the agent.
  static func stored(_ compartment: Compartment) -> Compartment {
    Compartment(
      name: compartment.name, door: compartment.door, since: compartment.doorSince,
      lastKnownDoor: compartment.lastKnownDoor, occupancy: compartment.occupancy, service: compartment.service,
      openedAt: compartment.openedAt, closedAt: compartment.closedAt, unlock: compartment.unlock,
      unlockUnderWay: compartment.unlockUnderWay, isAjarReported: compartment.isAjarReported)
  }
}
