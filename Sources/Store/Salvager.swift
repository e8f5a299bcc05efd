import LockerDomain

/// Carries what can be read of a damaged store over into a new one: along the trees of its tables as far as they go, and then
/// leaf by leaf.
final class Salvager {
  private let damaged: Database?
  private let leaves: LeafScan
  private let fresh: Database
  private(set) var report: Salvage
  /// The latest moment that was met: the new store's clock goes on from there.
  private var latest: Moment?

  /// The orders and the last notice that anything in the damaged store speaks of.
  private var namedOrders: Set<OrderNumber> = []
  private var lastNotice: Int64 = 0
  private var slotsInLeaves: [OrderNumber: [Int: Order.Slot]] = [:]

  /// - Parameter damaged: nil when it can't be read as a database, or has not the tables of this version.
  init(from damaged: Database?, _ leaves: LeafScan, into fresh: Database, report: Salvage) {
    self.damaged = damaged
    self.leaves = leaves
    self.fresh = fresh
    self.report = report
  }

  /// - Parameter substitute: the identity to take when the old one is lost.
  func run(orElse substitute: Identity) throws(StoreError) {
    if damaged == nil { report.losses += 1 }
    let old = identity()
    slotsInLeaves = readSlots()
    report.keptIdentity = old != nil
    try fresh.transaction { () throws(StoreError) in
      try copyOrders()
      try copyCompartments()
      try copyLedger()
      nameTheLost()
      var identity = old ?? substitute
      meet(identity.earliest)
      identity.earliest = latest
      if !report.lostOrders.isEmpty || !report.lostNotices.isEmpty { identity.renewID() }
      try identity.write(to: fresh)
    }
  }

  /// Whatever is wrong with the old row, the store can go on without it.
  private func identity() -> Identity? {
    if let damaged, let identity = try? Identity.read(from: damaged) { return identity }
    var found: Identity?
    try? leaves.forEach("identity", columns: Identity.columns) { row throws(StoreError) in found = try Identity(&row) }
    return found
  }

  private func copyOrders() throws(StoreError) {
    let orders = OrderTable(database: fresh)
    var latestNotices: [(NoticeID, OrderNumber)] = []
    var met: Set<OrderNumber> = []
    try scan("orders", columns: "\(OrderTable.columns), NULL, orders.notice, orders.sealed") { row throws(StoreError) in
      let order = try orders.decode(&row)
      guard met.insert(order.number).inserted else { return }
      if let notice = try row.next(NoticeID?.self) {
        latestNotices.append((notice, order.number))
        lastNotice = max(lastNotice, notice.value)
      }
      try orders.write(order.replacing(slots: slots(of: order)))
      if let sealed = try row.next([UInt8]?.self) { try orders.restore(sealed, of: order.number) }
      report.orders.append(order.number)
      meet(order.placedAt, order.loadingSince, order.readyAt, order.endedAt)
    }
    try copyNotices()
    let found = Set(report.notices)
    for (notice, order) in latestNotices {
      if found.contains(notice) { try orders.link(notice, to: order) } else { report.ordersWithoutNotice.append(order) }
    }
  }

  /// Each order's slots are searched by themselves. An order that lost them keeps its notice all the same.
  private func slots(of order: Order) -> [Order.Slot] {
    var slots = damaged.flatMap { try? OrderTable(database: $0).slots(of: order.number) } ?? []
    if slots.isEmpty { slots = (slotsInLeaves[order.number] ?? [:]).sorted { $0.key < $1.key }.map(\.value) }
    if slots.isEmpty, order.state != .announced { report.losses += 1 }
    return slots
  }

  private func readSlots() -> [OrderNumber: [Int: Order.Slot]] {
    var slots: [OrderNumber: [Int: Order.Slot]] = [:]
    try? leaves.forEach("slots", columns: "order_number, place, compartment, progress, loaded_at") {
      row throws(StoreError) in
      let (order, place) = (try row.next(OrderNumber.self), try row.next(Int.self))
      slots[order, default: [:]][place] = Order.Slot(
        compartment: try row.next(), progress: try row.next(), loadedAt: try row.next())
    }
    return slots
  }

  private func copyNotices() throws(StoreError) {
    let orders = OrderTable(database: fresh)
    let outbox = OutboxTable(database: fresh)
    var met: Set<NoticeID> = []
    try scan("outbox", columns: "\(OutboxTable.columns), sealed, sealed_answer") { row throws(StoreError) in
      let notice = try outbox.decode(&row)
      guard met.insert(notice.id).inserted else { return }
      namedOrders.insert(notice.order)
      let order = try orders.order(notice.order)
      let isRebuilt = order == nil || report.rebuiltOrders.contains(notice.order) && (order?.cycle ?? 0) < notice.cycle
      if isRebuilt { try rebuildOrder(of: notice) }
      try outbox.insert(notice, sealed: SealedNotice(content: try row.next(), answer: try row.next()))
      if isRebuilt { try orders.link(notice.id, to: notice.order) }
      report.notices.append(notice.id)
      meet(notice.createdAt, notice.settledAt)
    }
  }

  /// The order is lost, its notice is not. While the notice is on its way the order is `ready`, so that the text goes out;
  /// otherwise it has ended. Either way its cycle is never used again.
  private func rebuildOrder(of notice: StoredNotice) throws(StoreError) {
    let isOnItsWay = !notice.state.isSettled
    try OrderTable(database: fresh).write(
      Order(
        number: notice.order, body: nil, digest: BodyDigest(bytes: []), slots: [],
        state: isOnItsWay ? .ready : .removed,
        marks: isOnItsWay ? .unseen : [], cycle: notice.cycle, placedAt: notice.createdAt,
        readyAt: isOnItsWay ? notice.createdAt : nil, endedAt: isOnItsWay ? nil : notice.settledAt))
    if !report.rebuiltOrders.contains(notice.order) { report.rebuiltOrders.append(notice.order) }
  }

  private func copyCompartments() throws(StoreError) {
    var met: Set<CompartmentName> = []
    try scan("compartments", columns: CompartmentTable.columns) { row throws(StoreError) in
      let compartment = try CompartmentTable.decode(&row)
      guard met.insert(compartment.name).inserted else { return }
      try CompartmentTable(database: fresh).write(compartment)
      report.compartments += 1
      meet(compartment.doorSince, compartment.openedAt, compartment.closedAt)
    }
  }

  private func copyLedger() throws(StoreError) {
    var boots: [String: String] = [:]
    try scan("boots", columns: "CAST(id AS TEXT), boot_id, started_at") { row throws(StoreError) in
      let id = try row.next(String.self)
      let bootID = try row.next(String.self)
      try fresh.run("INSERT INTO boots (boot_id, started_at) VALUES (?, ?)", bootID, try row.next(Int64?.self))
      boots[id] = bootID
    }
    let ledger = LedgerTable(database: fresh)
    // A line's boot is looked up here and not by SQL: a boot that is lost must not take its lines along.
    let columns = """
      id, moment, CAST(boot AS TEXT), boot_time, wall, kind, order_number, compartment, notice, why, source
      """
    try scan("ledger", columns: columns) { row throws(StoreError) in
      let line = try LedgerTable.decode(&row)
      var mark = line.mark
      mark.bootID = boots[mark.bootID] ?? "lost-\(mark.bootID)"
      try ledger.addBoot(mark.bootID)
      try ledger.insert(line.entry, at: mark, id: line.id)
      report.ledgerEntries += 1
      if let order = line.entry.order { namedOrders.insert(order) }
      lastNotice = max(lastNotice, line.entry.notice?.value ?? 0)
      meet(mark.moment)
    }
  }

  private func scan(
    _ table: String, columns: String, _ body: (inout Row) throws(StoreError) -> Void
  ) throws(StoreError) {
    if let damaged {
      var scan = RowScan(damaged, table, columns: columns)
      try scan.forEach(body)
      report.losses += scan.losses
      guard scan.losses > 0 else { return }
    }
    try leaves.forEach(table, columns: columns, body)
  }

  /// Notices are counted without a gap and neither they nor orders are ever removed: what is missing was lost.
  private func nameTheLost() {
    let notices = Set(report.notices.map(\.value))
    lastNotice = max(lastNotice, notices.max() ?? 0)
    if lastNotice > 0 { report.lostNotices = (1...lastNotice).filter { !notices.contains($0) }.map(NoticeID.init) }
    report.lostOrders = namedOrders.subtracting(report.orders).subtracting(report.rebuiltOrders).sorted()
  }

  private func meet(_ moments: Moment?...) {
    for case let moment? in moments { latest = max(latest ?? moment, moment) }
  }
}
