import LockerDomain

/// Orders and their slots.
struct OrderTable {
  let database: Database

  /// What `decode` takes first. The latest notice's columns follow, or NULL.
  static let columns = """
    orders.number, orders.name, orders.phone, orders.code, orders.sealed, orders.digest, orders.state, orders.marks, orders.cycle,
    orders.placed_at, orders.loading_since, orders.ready_at, orders.ended_at
    """

  private static let select = """
    SELECT \(columns), outbox.id, outbox.kind, outbox.state, outbox.held_until, outbox.detail, outbox.request_id,
      outbox.cycle, outbox.unanswered, outbox.created_at, outbox.receiver, outbox.sealed
    FROM orders LEFT JOIN outbox ON outbox.id = orders.notice
    """

  private static let selectLive = """
    \(select) WHERE orders.number IN (SELECT number FROM orders WHERE \(Schema.isOpen)
      UNION SELECT order_number FROM outbox WHERE state IN (\(NoticeColumns.unsettledStates)))
    """

  func write(_ order: Order) throws(StoreError) {
    // An ended order has no body, whatever the caller left in it. An open one that comes without could not be read: what is
    // stored of it stays.
    let body = order.state.isEnd ? nil : order.body
    let stays = order.body == nil && !order.state.isEnd
    let sealed = body.flatMap { body in
      database.cipher?.seal([body.name, body.phone.text, body.code.text], as: Self.cell(order.number))
    }
    let plain = sealed == nil ? body : nil
    try database.run(
      """
      INSERT INTO orders (number, state, marks, cycle, notice, digest, name, phone, code, placed_at, loading_since,
        ready_at, ended_at, sealed)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
      ON CONFLICT (number) DO UPDATE SET state = ?2, marks = ?3, cycle = ?4, notice = ?5, digest = ?6,
        name = iif(?15, name, ?7), phone = iif(?15, phone, ?8), code = iif(?15, code, ?9), placed_at = ?10,
        loading_since = ?11, ready_at = ?12, ended_at = ?13, sealed = iif(?15, sealed, ?14)
      """,
      order.number, order.state, order.marks, order.cycle, order.notice?.id, order.digest, plain?.name, plain?.phone,
      plain?.code, order.placedAt, order.loadingSince, order.readyAt, order.endedAt, sealed, stays)
    try writeSlots(of: order)
  }

  func order(_ number: OrderNumber) throws(StoreError) -> Order? {
    try database.first(Self.select + " WHERE orders.number = ?", number, decode: whole)
  }

  /// The newest first, at most `limit`.
  func orders(includingEnded: Bool, limit: Int) throws(StoreError) -> [Order] {
    let condition = includingEnded ? "" : " WHERE orders.\(Schema.isOpen)"
    return try database.all(
      Self.select + condition + " ORDER BY orders.placed_at DESC, orders.rowid DESC LIMIT ?", limit, decode: whole)
  }

  /// What the bank keeps in memory: orders that have not ended, and ended ones whose notice is still on its way.
  func live() throws(StoreError) -> [Order] { try database.all(Self.selectLive, decode: whole) }

  /// Reads the same without keeping it.
  func checkLive() throws(StoreError) {
    try database.forEach(Self.selectLive) { row throws(StoreError) in
      _ = try whole(&row)
      return true
    }
  }

  static func cell(_ number: OrderNumber) -> Cipher.Cell {
    Cipher.Cell(table: "orders", row: number.text, column: "sealed")
  }

  /// One row of `orders`, without its slots.
  func decode(_ row: inout Row) throws(StoreError) -> Order {
    let number = try row.next(OrderNumber.self)
    let name = try row.next(String?.self)
    let phone = try row.next(PhoneNumber?.self)
    let code = try row.next(PickupCode?.self)
    let sealed = try row.next([UInt8]?.self)
    var body = sealed.flatMap { open($0, of: number) }
    if let phone, let code { body = Order.Body(name: name, phone: phone, code: code) }
    let order = Order(
      number: number, body: body, digest: try row.next(), slots: [], state: try row.next(), marks: try row.next(),
      cycle: try row.next(), placedAt: try row.next(), loadingSince: try row.next(), readyAt: try row.next(),
      endedAt: try row.next())
    return order.replacing(notice: try decodeNotice(&row))
  }

  private func open(_ sealed: [UInt8], of number: OrderNumber) -> Order.Body? {
    guard let texts = database.cipher?.openTexts(sealed, as: Self.cell(number)), texts.count == 3,
      let phone = texts[1].flatMap({ try? PhoneNumber($0) }), let code = texts[2].flatMap({ try? PickupCode($0) })
    else { return nil }
    return Order.Body(name: texts[0], phone: phone, code: code)
  }

  private func decodeNotice(_ row: inout Row) throws(StoreError) -> Order.NoticeStatus? {
    guard let id = try row.next(NoticeID?.self) else { return nil }
    let kind = try row.next(Notice.Kind.self)
    let state = try NoticeColumns(&row).state(in: row)
    let cycle = try row.next(Int.self)
    let wasUnanswered = try row.next(Bool.self)
    let createdAt = try row.next(Moment.self)
    let receiver = try row.next(PhoneNumber?.self)
    let sealed = try row.next([UInt8]?.self)
    return Order.NoticeStatus(
      id: id, kind: kind, cycle: cycle, state: state, wasUnanswered: wasUnanswered, createdAt: createdAt,
      to: receiver ?? sealed.flatMap { OutboxTable(database: database).open($0, of: id)?.receiver })
  }

  /// Puts back what was sealed in another store, as it was there.
  func restore(_ sealed: [UInt8], of number: OrderNumber) throws(StoreError) {
    try database.run("UPDATE orders SET sealed = ? WHERE number = ?", sealed, number)
  }

  /// Seals the rows that are plain.
  func seal() throws(StoreError) {
    let plain = try database.all(Self.select + " WHERE orders.phone IS NOT NULL", decode: whole)
    for order in plain { try write(order) }
  }

  /// Gives the row its latest notice.
  func link(_ notice: NoticeID, to number: OrderNumber) throws(StoreError) {
    try database.run("UPDATE orders SET notice = ? WHERE number = ?", notice, number)
  }

  /// The row's order with its slots.
  private func whole(_ row: inout Row) throws(StoreError) -> Order {
    let order = try decode(&row)
    return order.replacing(slots: try slots(of: order.number))
  }

  func slots(of number: OrderNumber) throws(StoreError) -> [Order.Slot] {
    try database.all(
      "SELECT compartment, progress, loaded_at FROM slots WHERE order_number = ? ORDER BY place", number
    ) { row throws(StoreError) in
      Order.Slot(compartment: try row.next(), progress: try row.next(), loadedAt: try row.next())
    }
  }

  private func writeSlots(of order: Order) throws(StoreError) {
    for (place, slot) in order.slots.enumerated() {
      try database.run(
        """
        INSERT INTO slots (order_number, place, compartment, progress, loaded_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET compartment = ?3, progress = ?4, loaded_at = ?5
        WHERE (compartment, progress, loaded_at) IS NOT (?3, ?4, ?5)
        """,
        order.number, place, slot.compartment, slot.progress, slot.loadedAt)
    }
    try database.run("DELETE FROM slots WHERE order_number = ? AND place >= ?", order.number, order.slots.count)
  }
}

extension Order {
  /// The same order with its slots or notice, which stand in tables of their own.
  func replacing(slots: [Slot]? = nil, notice: NoticeStatus? = nil) -> Order {
    Order(
      number: number, body: body, digest: digest, slots: slots ?? self.slots, state: state, marks: marks, cycle: cycle,
      notice: notice ?? self.notice, placedAt: placedAt, loadingSince: loadingSince, readyAt: readyAt, endedAt: endedAt)
  }
}
