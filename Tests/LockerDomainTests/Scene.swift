import LockerDomain

/// A bank with its rows and a clock of its own: what happens to it is said with verbs.
final class Scene {
  var bank: Bank
  private(set) var store = MemoryStore()
  private(set) var ledger: [LedgerEntry] = []
  /// What the latest event changed.
  private(set) var work = Work()
  private(set) var now = Moment(milliseconds: 1_000_000)
  private let compartments: [CompartmentName]

  static let staff = Source.user(uid: 1000)

  /// A bank that has just started and found all its doors closed.
  init(_ compartments: [CompartmentName] = ["A1", "A2", "A3"], _ adjust: (inout BankRules) -> Void = { _ in }) {
    self.compartments = compartments
    var rules = BankRules(
      storeID: "s1", template: .builtIn(.parcelpending),
      facts: [.distributor: "Gotham Electrical", .location: "1515 Wayne Ave", .account: "Gotham", .bank: "gotham-1"])
    adjust(&rules)
    bank = Bank(rules: rules, configured: compartments, stored: [], orders: [], nextNotice: 1, at: now)
    keep(bank.started(unwatchedSince: now, at: now))
    for name in compartments { report(name, .closed) }
  }

  func keep(_ step: Step) {
    work = step.work
    store.apply(step.work)
    ledger += step.work.ledger
  }
}

extension Scene {
  /// Lets a random event happen; when it is refused, nothing has changed.
  func happen(_ event: RandomEvent) {
    work = Work()
    if let step = event.happen(to: &bank, with: store, at: now) { keep(step) }
  }
}

// Doors and time.
extension Scene {
  func report(_ name: CompartmentName, _ state: DoorState, _ sensor: DoorReport.Sensor = .door) {
    let report = DoorReport(
      compartment: name, state: state, input: "line \(name)", sensor: sensor,
      at: BootTime(nanoseconds: now.milliseconds * 1_000_000))
    keep(bank.doorReported(report, at: now))
  }

  func sensor(_ name: CompartmentName, _ goods: Goods) {
    let report = GoodsReport(
      compartment: name, goods: goods, input: "line \(name)",
      at: BootTime(nanoseconds: now.milliseconds * 1_000_000))
    keep(bank.goodsReported(report, at: now))
  }

  func open(_ name: CompartmentName) { report(name, .open) }
  func close(_ name: CompartmentName) { report(name, .closed) }
  func lose(_ name: CompartmentName) { report(name, .unknown) }

  /// Opens and closes it, so that it was open for some seconds.
  func load(_ names: CompartmentName..., for seconds: Int = 5) {
    for name in names {
      open(name)
      wait(seconds)
      close(name)
    }
  }

  /// An unlock from its request to its end.
  func unlock(
    _ name: CompartmentName, _ reason: Compartment.Unlock.Reason, _ end: Compartment.Unlock.End = .accepted
  ) throws(Refusal) {
    try askUnlock(name, reason)
    endUnlock(name, end)
  }

  func askUnlock(_ name: CompartmentName, _ reason: Compartment.Unlock.Reason) throws(Refusal) {
    keep(try bank.unlockAsked(name, reason, at: now, by: Self.staff))
  }

  func endUnlock(_ name: CompartmentName, _ end: Compartment.Unlock.End) {
    keep(bank.unlockEnded(name, end, "it said so", by: .input("line \(name)")))
  }

  /// Time passes, and each timer is called when it is due.
  func wait(_ seconds: Int) { wait(.seconds(seconds)) }

  func wait(_ time: Duration) {
    let end = now + time
    while let due = bank.nextDeadline, due <= end {
      now = max(now, due)
      keep(bank.timePassed(at: now))
    }
    now = end
  }

  /// Time passes and nobody calls the timers.
  func skip(_ time: Duration) { now = now + time }

  /// New settings while the agent runs.
  func adopt(_ adjust: (inout BankRules) -> Void) {
    var rules = bank.rules
    adjust(&rules)
    keep(bank.adopt(rules, by: Self.staff))
  }

  /// The agent ends without a word and starts again; the doors are still to be read.
  func restart(
    after seconds: Int = 5, unwatchedSince: Moment? = nil, configured: [CompartmentName]? = nil,
    _ adjust: (inout BankRules) -> Void = { _ in }
  ) {
    let last = now
    now = now + .seconds(seconds)
    var rules = bank.rules
    adjust(&rules)
    bank = store.bank(rules, configured ?? compartments, at: now)
    keep(bank.started(unwatchedSince: unwatchedSince ?? last, at: now))
  }
}

// What people say.
extension Scene {
  @discardableResult
  func place(
    _ number: OrderNumber, in names: CompartmentName..., name: String? = "Ada", phone: PhoneNumber = "+12015550199",
    code: PickupCode = "0042", loaded: Bool = false, again: Bool = false
  ) throws(Refusal) -> Bank.Placement {
    try place(number, in: names, name: name, phone: phone, code: code, loaded: loaded, again: again)
  }

  @discardableResult
  func place(
    _ number: OrderNumber, in names: [CompartmentName], name: String? = "Ada", phone: PhoneNumber = "+12015550199",
    code: PickupCode = "0042", loaded: Bool = false, again: Bool = false
  ) throws(Refusal) -> Bank.Placement {
    let request = OrderRequest(
      number: number, body: Order.Body(name: name, phone: phone, code: code), compartments: names, loaded: loaded,
      again: again)
    let (placement, step) = try bank.place(
      request, digest: Self.digest(of: request), previous: store.ended(number), at: now, by: Self.staff)
    keep(step)
    return placement
  }

  static func digest(of request: OrderRequest) -> BodyDigest {
    let names = request.compartments.map(\.text).joined(separator: ",")
    let parts = [request.body.name ?? "", request.body.phone.text, request.body.code.text, names]
    return BodyDigest(bytes: Array(parts.joined(separator: "|").utf8))
  }

  @discardableResult
  func cancel(_ number: OrderNumber) throws(Refusal) -> Bool {
    let (toClear, step) = try bank.cancel(number, at: now, by: Self.staff)
    keep(step)
    return toClear
  }

  func ready(_ number: OrderNumber) throws(Refusal) {
    keep(try bank.declareReady(number, at: now, by: Self.staff))
  }

  func unload(_ number: OrderNumber) throws(Refusal) { keep(try bank.unload(number, at: now, by: Self.staff)) }
  func collect(_ number: OrderNumber) throws(Refusal) { keep(try bank.collect(number, at: now, by: Self.staff)) }
  func remove(_ number: OrderNumber) throws(Refusal) { keep(try bank.remove(number, at: now, by: Self.staff)) }
  func resend(_ number: OrderNumber) throws(Refusal) { keep(try bank.resend(number, at: now, by: Self.staff)) }
}

// The way to Prokeep.
extension Scene {
  /// The oldest notice that may leaves; nil when none may.
  func send() -> NoticeID? {
    guard let id = bank.nextToSend(), let step = bank.noticeLeaves(id, at: now) else { return nil }
    keep(step)
    return id
  }

  func end(_ id: NoticeID, _ end: Bank.AttemptEnd) { keep(bank.attemptEnded(id, end, at: now)) }

  /// One attempt from begin to end; nil when nothing may leave.
  @discardableResult
  func attempt(_ end: Bank.AttemptEnd) -> NoticeID? {
    guard let id = send() else { return nil }
    self.end(id, end)
    return id
  }

  @discardableResult
  func deliver() -> NoticeID? { attempt(.accepted(requestID: "r1")) }
}

// What there is to see.
extension Scene {
  /// The order as the bank has it, or what the store keeps of it.
  func order(_ number: OrderNumber) -> Order? { bank.orders[number] ?? store.orders[number] }
  func state(_ number: OrderNumber) -> Order.State? { order(number)?.state }
  func notice(_ number: OrderNumber) -> Notice? { order(number)?.notice.flatMap { store.notices[$0.id] } }
  func notices(_ number: OrderNumber) -> [Notice] {
    store.notices.values.filter { $0.order == number }.sorted { $0.id < $1.id }
  }
  func progress(_ number: OrderNumber, _ name: CompartmentName) -> Order.Slot.Progress? {
    order(number)?.slot(name)?.progress
  }
  func occupancy(_ name: CompartmentName) -> Compartment.Occupancy? { bank.compartments[name]?.occupancy }
  func count(_ kind: LedgerEntry.Kind) -> Int { ledger.count { $0.kind == kind } }
  var problems: [Problem.Code] { bank.problems.map(\.code) }
  var mayLeave: Bool { bank.nextToSend() != nil }
}

// One at a time, as most tests want it.
extension Bank {
  func nextToSend(skipping: Set<NoticeID> = []) -> NoticeID? { noticesToSend(atMost: 1, skipping: skipping).first }

  mutating func noticeLeaves(_ id: NoticeID, at now: Moment) -> Step? {
    let (leaving, step) = noticesLeave([id], at: now)
    return leaving.isEmpty ? nil : step
  }

  mutating func attemptEnded(_ id: NoticeID, _ end: AttemptEnd, at now: Moment) -> Step {
    attemptsEnded([(id, end)], at: now)
  }
}
