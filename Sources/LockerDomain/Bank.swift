/// One locker bank: its compartments, the orders that have not ended, and what is on its way to Prokeep.
///
/// A pure value. Each event has one method; it takes the time, changes the bank and returns a `Step`: the rows that belong
/// into one transaction. When that transaction fails, the shell gives the step back with `revert` and nothing has happened.
package struct Bank: Sendable {
  package internal(set) var rules: BankRules
  package internal(set) var compartments: [CompartmentName: Compartment]
  /// All orders that have not ended, and ended ones whose notice is still on its way.
  package internal(set) var orders: [OrderNumber: Order]
  /// The compartments that the configuration names. An order may still sit in another one.
  package let configured: Set<CompartmentName>

  /// Which order has which compartment.
  var holders: [CompartmentName: OrderNumber] = [:]
  /// Unsettled notices, oldest first.
  var queue: [NoticeID] = []
  var queued: [NoticeID: OrderNumber] = [:]
  /// Attempts under way, settled meanwhile or not.
  var inFlight: [NoticeID: Attempt] = [:]
  var nextNotice: Int64
  /// By the scanner's name.
  var stations: [String: ScanStation] = [:]
  /// No timer is due before this; may be too early, never too late.
  var wake: Moment?
  /// What was due by then has been carried out.
  var timersRanAt = Moment(milliseconds: .min)
  var journal = Journal()

  /// - Parameters:
  ///   - stored: compartments as the store has them; configured ones that it lacks are new.
  ///   - orders: the orders that have not ended, and those with an unsettled notice.
  ///   - nextNotice: one more than the highest notice number ever used.
  package init(
    rules: BankRules, configured: [CompartmentName], stored: [Compartment], orders: [Order], nextNotice: Int64,
    at now: Moment
  ) {
    self.rules = rules
    self.configured = Set(configured)
    self.nextNotice = nextNotice
    compartments = Dictionary(stored.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for name in configured where compartments[name] == nil { compartments[name] = Compartment(name: name, at: now) }
    self.orders = Dictionary(minimumCapacity: orders.count)
    for order in orders where self.orders[order.number] == nil { self.orders[order.number] = order }
    index()
  }

  /// The order that has the compartment, if one has.
  package func holder(of compartment: CompartmentName) -> Order? {
    holders[compartment].flatMap { orders[$0] }
  }

  /// When to call `timePassed` next.
  package var nextDeadline: Moment? { wake }

  /// Takes back what the step changed: its transaction failed.
  package mutating func revert(_ step: Step) {
    for (number, order) in step.before.orders { orders[number] = order }
    for (name, compartment) in step.before.compartments { compartments[name] = compartment }
    if let nextNotice = step.before.nextNotice { self.nextNotice = nextNotice }
    rules = step.before.rules ?? rules
    inFlight = step.before.inFlight ?? inFlight
    stations = step.before.stations ?? stations
    timersRanAt = step.before.timersRanAt ?? timersRanAt
    index()
  }

  private mutating func index() {
    holders = [:]
    queue = []
    queued = [:]
    wake = nil
    for order in orders.values {
      for slot in order.slots where !order.state.isEnd && slot.progress != .collected {
        holders[slot.compartment] = order.number
      }
      if let notice = order.notice, !notice.state.isSettled {
        queue.append(notice.id)
        queued[notice.id] = order.number
      }
      lower(deadline(of: order))
    }
    for compartment in compartments.values { lower(deadline(of: compartment)) }
    for station in stations.values { lower(station.deadline) }
    queue.sort()
  }
}

/// What one event did: the rows to commit, and how it was before.
package struct Step: Sendable {
  package let work: Work
  let before: Journal
}

/// What an event has touched so far, with the values from before.
struct Journal: Sendable {
  var orders: [OrderNumber: Order?] = [:]
  var compartments: [CompartmentName: Compartment] = [:]
  var nextNotice: Int64?
  var rules: BankRules?
  var inFlight: [NoticeID: Bank.Attempt]?
  var stations: [String: Bank.ScanStation]?
  var timersRanAt: Moment?
  /// In the order in which they were touched; those whose rows change.
  var orderNumbers: [OrderNumber] = []
  var compartmentNames: [CompartmentName] = []
  var ended: [OrderNumber: Order] = [:]
  var notices: [Work.NoticeChange] = []
  var ledger: [LedgerEntry] = []
}

// The only ways in which the rules change the bank: each keeps the journal and the indexes true.
extension Bank {
  /// Closes the event.
  mutating func finish() -> Step {
    var work = Work()
    work.orders = journal.orderNumbers.compactMap { orders[$0] ?? journal.ended[$0] }
    work.compartments = journal.compartmentNames.compactMap { compartments[$0] }
    work.notices = journal.notices
    work.ledger = journal.ledger
    let step = Step(work: work, before: journal)
    journal = Journal()
    return step
  }

  mutating func note(
    _ kind: LedgerEntry.Kind, order: OrderNumber? = nil, compartment: CompartmentName? = nil, notice: NoticeID? = nil,
    _ why: String, _ source: Source
  ) {
    journal.ledger.append(
      LedgerEntry(kind, order: order, compartment: compartment, notice: notice, why: why, source: source))
  }

  mutating func update(_ name: CompartmentName, _ change: (inout Compartment) -> Void) {
    guard var compartment = compartments[name] else { return }
    if journal.compartments[name] == nil { journal.compartments[name] = compartment }
    if !journal.compartmentNames.contains(name) { journal.compartmentNames.append(name) }
    change(&compartment)
    compartments[name] = compartment
    lower(deadline(of: compartment))
  }

  /// What the sensor sees is taken back with its event, and makes no row: a dirty sensor must not wear out the disk.
  mutating func setGoods(_ goods: Goods, in name: CompartmentName) {
    guard let compartment = compartments[name] else { return }
    if journal.compartments[name] == nil { journal.compartments[name] = compartment }
    compartments[name]?.goods = goods
  }

  mutating func update(_ number: OrderNumber, _ change: (inout Order) -> Void) {
    guard var order = orders[number] else { return }
    remember(number)
    change(&order)
    orders[number] = order
    lower(deadline(of: order))
  }

  mutating func insert(_ order: Order) {
    remember(order.number)
    orders[order.number] = order
    for slot in order.slots { holders[slot.compartment] = order.number }
    lower(deadline(of: order))
  }

  /// The order ends: its compartments are free, its body is blanked, and it leaves the memory once its notice is settled.
  mutating func end(_ number: OrderNumber, as state: Order.State, at now: Moment) {
    for slot in orders[number]?.slots ?? [] where holders[slot.compartment] == number {
      holders[slot.compartment] = nil
    }
    update(number) { order in
      order.state = state
      order.endedAt = now
      order.body = nil
    }
    forget(number)
  }

  mutating func add(_ notice: Notice) {
    journal.nextNotice = journal.nextNotice ?? nextNotice
    nextNotice = notice.id.value + 1
    journal.notices.append(.add(notice))
    if !notice.state.isSettled {
      queue.append(notice.id)
      queued[notice.id] = notice.order
    }
    update(notice.order) { order in
      order.cycle = notice.cycle
      order.notice = Order.NoticeStatus(
        id: notice.id, kind: notice.kind, cycle: notice.cycle, state: notice.state, wasUnanswered: false,
        createdAt: notice.createdAt, to: notice.to)
    }
  }

  /// Gives the order's latest notice a new state.
  mutating func move(noticeOf number: OrderNumber, to state: Notice.State, unanswered: Bool = false) {
    guard let notice = orders[number]?.notice else { return }
    let wasUnanswered = notice.wasUnanswered || unanswered
    journal.notices.append(.settle(notice.id, state, unanswered: wasUnanswered))
    update(number) { order in
      order.notice?.state = state
      order.notice?.wasUnanswered = wasUnanswered
    }
    if state.isSettled {
      queued[notice.id] = nil
      if let place = queue.firstIndex(of: notice.id) { queue.remove(at: place) }
      forget(number)
    } else if queued.updateValue(number, forKey: notice.id) == nil {
      // A person took it up again.
      queue.insert(notice.id, at: queue.firstIndex { $0 > notice.id } ?? queue.endIndex)
    }
  }

  mutating func track(_ id: NoticeID, _ attempt: Attempt?) {
    journal.inFlight = journal.inFlight ?? inFlight
    inFlight[id] = attempt
  }

  mutating func timersRan(at moment: Moment) {
    journal.timersRanAt = journal.timersRanAt ?? timersRanAt
    timersRanAt = moment
  }

  mutating func lower(_ deadline: Moment?) {
    guard let deadline else { return }
    wake = min(wake ?? deadline, deadline)
  }

  private mutating func remember(_ number: OrderNumber) {
    guard journal.orders[number] == nil else { return }
    journal.orders[number] = .some(orders[number])
    journal.orderNumbers.append(number)
  }

  /// Drops an ended order from memory when nothing of it is on its way any more.
  private mutating func forget(_ number: OrderNumber) {
    guard let order = orders[number], order.state.isEnd, order.notice?.state.isSettled ?? true else { return }
    journal.ended[number] = order
    orders[number] = nil
  }
}
