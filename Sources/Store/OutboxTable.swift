import LockerDomain

/// Notices, each for ever; their secrets only as long as they are needed.
struct OutboxTable {
  let database: Database

  /// What `decode` takes.
  static let columns = """
    id, order_number, kind, cycle, key, receiver, text, state, held_until, detail, request_id, unanswered, created_at,
    settled_at, message_id, answer
    """

  func apply(_ change: Work.NoticeChange, at now: Moment) throws(StoreError) {
    switch change {
    case .add(let notice): try add(notice, at: now)
    case .rewrite(let id, let receiver, let text):
      try database.run("UPDATE outbox SET receiver = ?, text = ? WHERE id = ?", receiver, text, id)
    case .settle(let id, let state, let unanswered): try move(id, to: state, unanswered: unanswered, at: now)
    }
  }

  func record(_ answer: StoredNotice.Answer, for id: NoticeID) throws(StoreError) {
    try database.run(
      "UPDATE outbox SET request_id = coalesce(?, request_id), message_id = coalesce(?, message_id), answer = ? WHERE id = ?",
      answer.requestID, answer.messageID, answer.excerpt.map { $0.prefix(bytes: StoredNotice.Answer.longestExcerpt) },
      id)
  }

  /// Nobody reads the texts of an ended order any more; one that is still on its way is blanked when it settles.
  func blankSettled(of order: OrderNumber) throws(StoreError) {
    try database.run(
      """
      UPDATE outbox SET receiver = NULL, text = NULL
      WHERE order_number = ? AND state NOT IN (\(NoticeColumns.unsettledStates)) AND text IS NOT NULL
      """, order)
  }

  func notice(_ id: NoticeID) throws(StoreError) -> StoredNotice? {
    try database.first("SELECT \(Self.columns) FROM outbox WHERE id = ?", id, decode: Self.decode)
  }

  /// Unsettled ones oldest first, or all of them newest first.
  func notices(_ selection: OutboxSelection, limit: Int) throws(StoreError) -> [StoredNotice] {
    let rest =
      switch selection {
      case .unsettled: "WHERE state IN (\(NoticeColumns.unsettledStates)) ORDER BY id"
      case .all: "ORDER BY id DESC"
      }
    return try database.all("SELECT \(Self.columns) FROM outbox \(rest) LIMIT ?", limit, decode: Self.decode)
  }

  func counts() throws(StoreError) -> [String: Int] {
    let counts = try database.all("SELECT state, count(*) FROM outbox GROUP BY state") { row throws(StoreError) in
      (try row.next(String.self), try row.next(Int.self))
    }
    return Dictionary(uniqueKeysWithValues: counts)
  }

  func nextID() throws(StoreError) -> Int64 {
    let highest = try database.first("SELECT max(id) FROM outbox") { row throws(StoreError) in try row.next(Int64?.self)
    }
    return (highest ?? nil).map { $0 + 1 } ?? 1
  }

  /// Puts a row back as it was read from another store.
  func restore(_ notice: StoredNotice) throws(StoreError) {
    let state = NoticeColumns(notice.state)
    try database.run(
      "INSERT INTO outbox (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", notice.id,
      notice.order, notice.kind, notice.cycle, notice.key, notice.to, notice.text, state.state, state.heldUntil,
      state.detail, notice.answer.requestID, notice.wasUnanswered, notice.createdAt, notice.settledAt,
      notice.answer.messageID, notice.answer.excerpt)
  }

  static func decode(_ row: inout Row) throws(StoreError) -> StoredNotice {
    let id = try row.next(NoticeID.self)
    let order = try row.next(OrderNumber.self)
    let kind = try row.next(Notice.Kind.self)
    let cycle = try row.next(Int.self)
    let key = try row.next(String.self)
    let receiver = try row.next(PhoneNumber?.self)
    let text = try row.next(String?.self)
    let columns = try NoticeColumns(&row)
    return StoredNotice(
      id: id, order: order, kind: kind, cycle: cycle, key: key, to: receiver, text: text,
      state: try columns.state(in: row), wasUnanswered: try row.next(), createdAt: try row.next(),
      settledAt: try row.next(),
      answer: StoredNotice.Answer(
        requestID: columns.requestID, messageID: try row.next(), excerpt: try row.next()))
  }

  private func add(_ notice: Notice, at now: Moment) throws(StoreError) {
    try restore(
      StoredNotice(
        id: notice.id, order: notice.order, kind: notice.kind, cycle: notice.cycle, key: notice.key,
        to: notice.state.keepsText ? notice.to : nil, text: notice.state.keepsText ? notice.text : nil,
        state: notice.state, wasUnanswered: false, createdAt: notice.createdAt,
        settledAt: notice.state.isSettled ? now : nil,
        answer: StoredNotice.Answer(requestID: NoticeColumns(notice.state).requestID)))
  }

  private func move(_ id: NoticeID, to state: Notice.State, unanswered: Bool, at now: Moment) throws(StoreError) {
    let columns = NoticeColumns(state)
    let settledAt = state.isSettled ? now : nil
    try database.run(
      """
      UPDATE outbox SET state = ?1, held_until = ?2, detail = ?3,
        request_id = iif(?1 = 'accepted', ?4, request_id), unanswered = unanswered OR ?5, settled_at = ?6
      WHERE id = ?7
      """,
      columns.state, columns.heldUntil, columns.detail, columns.requestID, unanswered, settledAt, id)
    guard state.isSettled else { return }
    let condition =
      state.keepsText ? "AND order_number IN (SELECT number FROM orders WHERE NOT (\(Schema.isOpen)))" : ""
    try database.run("UPDATE outbox SET receiver = NULL, text = NULL WHERE id = ? \(condition)", id)
  }
}

extension Notice.State {
  /// Whether a person may still want to read what was (not) sent, until the order ends.
  fileprivate var keepsText: Bool {
    switch self {
    case .held, .pending, .sending, .unsure, .dead, .suppressed: true
    case .accepted, .withdrawn, .expired: false
    }
  }
}

extension String {
  /// The beginning, cut between characters.
  fileprivate func prefix(bytes longest: Int) -> String {
    guard utf8.count > longest else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: longest)
    while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
