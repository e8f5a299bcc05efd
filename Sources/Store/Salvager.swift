import LockerDomain

/// Carries what can be read of a damaged store over into a new one.
final class Salvager {
  private let damaged: Database
  private let fresh: Database
  private(set) var report: Salvage
  /// The latest moment that was met: the new store's clock goes on from there.
  private var latest: Moment?

  init(from damaged: Database, into fresh: Database, report: Salvage) {
    self.damaged = damaged
    self.fresh = fresh
    self.report = report
  }

  /// - Parameter substitute: the identity to take when the old one is lost.
  func run(orElse substitute: Identity) throws(StoreError) {
    // Whatever is wrong with the old row, the store can go on without it.
    let old = try? Identity.read(from: damaged)
    report.keptIdentity = old != nil
    try fresh.transaction { () throws(StoreError) in
      try copyOrders()
      try copyCompartments()
      try copyLedger()
      var identity = old ?? substitute
      meet(identity.earliest)
      identity.earliest = latest
      try identity.write(to: fresh)
    }
  }

  private func copyOrders() throws(StoreError) {
    let orders = OrderTable(database: fresh)
    var latestNotices: [(NoticeID, OrderNumber)] = []
    try scan("orders", columns: "\(OrderTable.columns), NULL, orders.notice") { row throws(StoreError) in
      let order = try OrderTable.decode(&row)
      if let notice = try row.next(NoticeID?.self) { latestNotices.append((notice, order.number)) }
      try orders.write(order.replacing(slots: slots(of: order.number)))
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
  private func slots(of order: OrderNumber) -> [Order.Slot] {
    let slots = try? OrderTable(database: damaged).slots(of: order)
    if slots?.isEmpty ?? true { report.losses += 1 }
    return slots ?? []
  }

  private func copyNotices() throws(StoreError) {
    let orders = OrderTable(database: fresh)
    try scan("outbox", columns: OutboxTable.columns) { row throws(StoreError) in
      let notice = try OutboxTable.decode(&row)
      let order = try orders.order(notice.order)
      let isRebuilt = order == nil || report.rebuiltOrders.contains(notice.order) && (order?.cycle ?? 0) < notice.cycle
      if isRebuilt { try rebuildOrder(of: notice) }
      try OutboxTable(database: fresh).restore(notice)
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
    try scan("compartments", columns: CompartmentTable.columns) { row throws(StoreError) in
      let compartment = try CompartmentTable.decode(&row)
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
      meet(mark.moment)
    }
  }

  private func scan(
    _ table: String, columns: String, _ body: (inout Row) throws(StoreError) -> Void
  ) throws(StoreError) {
    var scan = RowScan(damaged, table, columns: columns)
    try scan.forEach(body)
    report.losses += scan.losses
  }

  private func meet(_ moments: Moment?...) {
    for case let moment? in moments { latest = max(latest ?? moment, moment) }
  }
}
