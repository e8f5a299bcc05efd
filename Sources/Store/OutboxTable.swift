import LockerDomain

/// Notices, each for ever; their secrets only as long as they are needed.
struct OutboxTable {
  let database: Database

  /// What `decode` takes.
  static let columns = """
    id, order_number, kind, cycle, key, receiver, text, state, held_until, detail, request_id, unanswered, created_at,
    settled_at, message_id, answer, sealed, sealed_answer
    """

  /// - Parameter counts: how many notices are in each state; goes on to be true.
  func apply(_ change: Work.NoticeChange, at now: Moment, _ counts: inout [String: Int]) throws(StoreError) {
    switch change {
    case .add(let notice):
      try add(notice, at: now)
      counts[NoticeColumns(notice.state).state, default: 0] += 1
    case .rewrite(let id, let receiver, let text):
      try rewrite(id, Secret(receiver: receiver, text: text))
    case .settle(let id, let state, let unanswered):
      let before = try database.first("SELECT state FROM outbox WHERE id = ?", id) { row throws(StoreError) in
        try row.next(String.self)
      }
      guard let before else { return }
      try move(id, to: state, unanswered: unanswered, at: now)
      counts[before] = counts[before].flatMap { $0 > 1 ? $0 - 1 : nil }
      counts[NoticeColumns(state).state, default: 0] += 1
    }
  }

  func record(_ answer: StoredNotice.Answer, for id: NoticeID) throws(StoreError) {
    try database.run(
      "UPDATE outbox SET request_id = coalesce(?, request_id), message_id = coalesce(?, message_id) WHERE id = ?",
      answer.requestID, answer.messageID, id)
    try rewrite(id, excerpt: answer.excerpt.map { $0.prefix(bytes: StoredNotice.Answer.longestExcerpt) })
  }

  /// Nobody reads the texts of an ended order any more; one that is still on its way is blanked when it settles.
  func blankSettled(of order: OrderNumber) throws(StoreError) {
    try database.run(
      """
      UPDATE outbox SET receiver = NULL, text = NULL, sealed = NULL
      WHERE order_number = ? AND state NOT IN (\(NoticeColumns.unsettledStates))
        AND (text IS NOT NULL OR sealed IS NOT NULL)
      """, order)
  }

  func notice(_ id: NoticeID) throws(StoreError) -> StoredNotice? {
    try database.first("SELECT \(Self.columns) FROM outbox WHERE id = ?", id, decode: decode)
  }

  /// Unsettled ones oldest first, or all of them newest first.
  func notices(_ selection: OutboxSelection, limit: Int) throws(StoreError) -> [StoredNotice] {
    let rest =
      switch selection {
      case .unsettled: "WHERE state IN (\(NoticeColumns.unsettledStates)) ORDER BY id"
      case .all: "ORDER BY id DESC"
      }
    return try database.all("SELECT \(Self.columns) FROM outbox \(rest) LIMIT ?", limit, decode: decode)
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

  /// Adds a row, or puts one back as it was read from another store.
  /// - Parameter sealed: what was sealed in that store, as it was there.
  func insert(_ notice: StoredNotice, sealed: SealedNotice = SealedNotice()) throws(StoreError) {
    let state = NoticeColumns(notice.state)
    try database.run(
      "INSERT INTO outbox (\(Self.columns)) VALUES (?, ?, ?, ?, ?, NULL, NULL, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)",
      notice.id, notice.order, notice.kind, notice.cycle, notice.key, state.state, state.heldUntil, state.detail,
      notice.answer.requestID, notice.wasUnanswered, notice.createdAt, notice.settledAt, notice.answer.messageID,
      sealed.content, sealed.answer)
    if let to = notice.to, let text = notice.text { try rewrite(notice.id, Secret(receiver: to, text: text)) }
    if let excerpt = notice.answer.excerpt { try rewrite(notice.id, excerpt: excerpt) }
  }

  /// Seals the rows that are plain.
  func seal() throws(StoreError) {
    let plain = try database.all(
      "SELECT \(Self.columns) FROM outbox WHERE text IS NOT NULL OR answer IS NOT NULL", decode: decode)
    for notice in plain {
      if let to = notice.to, let text = notice.text { try rewrite(notice.id, Secret(receiver: to, text: text)) }
      try rewrite(notice.id, excerpt: notice.answer.excerpt)
    }
  }

  /// What is blanked once nobody needs it.
  struct Secret {
    var receiver: PhoneNumber
    var text: String
  }

  func open(_ sealed: [UInt8], of id: NoticeID) -> Secret? {
    guard let texts = database.cipher?.openTexts(sealed, as: Self.cell(id)), texts.count == 2, let text = texts[1],
      let receiver = texts[0].flatMap({ try? PhoneNumber($0) })
    else { return nil }
    return Secret(receiver: receiver, text: text)
  }

  private func rewrite(_ id: NoticeID, _ secret: Secret) throws(StoreError) {
    let sealed = database.cipher?.seal([secret.receiver.text, secret.text], as: Self.cell(id))
    let plain = sealed == nil ? secret : nil
    try database.run(
      "UPDATE outbox SET receiver = ?, text = ?, sealed = ? WHERE id = ?", plain?.receiver, plain?.text, sealed, id)
  }

  private func rewrite(_ id: NoticeID, excerpt: String?) throws(StoreError) {
    let sealed = excerpt.flatMap { database.cipher?.seal([$0], as: Self.answerCell(id)) }
    try database.run(
      "UPDATE outbox SET answer = ?, sealed_answer = ? WHERE id = ?", sealed == nil ? excerpt : nil, sealed, id)
  }

  private static func cell(_ id: NoticeID) -> Cipher.Cell {
    Cipher.Cell(table: "outbox", row: "\(id)", column: "sealed")
  }

  private static func answerCell(_ id: NoticeID) -> Cipher.Cell {
    Cipher.Cell(table: "outbox", row: "\(id)", column: "sealed_answer")
  }

  func decode(_ row: inout Row) throws(StoreError) -> StoredNotice {
    let id = try row.next(NoticeID.self)
    let order = try row.next(OrderNumber.self)
    let kind = try row.next(Notice.Kind.self)
    let cycle = try row.next(Int.self)
    let key = try row.next(String.self)
    let receiver = try row.next(PhoneNumber?.self)
    let text = try row.next(String?.self)
    let columns = try NoticeColumns(&row)
    let state = try columns.state(in: row)
    let wasUnanswered = try row.next(Bool.self)
    let createdAt = try row.next(Moment.self)
    let settledAt = try row.next(Moment?.self)
    let messageID = try row.next(String?.self)
    let excerpt = try row.next(String?.self)
    let sealed = SealedNotice(content: try row.next(), answer: try row.next())
    let secret = sealed.content.flatMap { open($0, of: id) }
    let opened = sealed.answer.flatMap { database.cipher?.openTexts($0, as: Self.answerCell(id))?.first ?? nil }
    return StoredNotice(
      id: id, order: order, kind: kind, cycle: cycle, key: key, to: receiver ?? secret?.receiver,
      text: text ?? secret?.text, state: state, wasUnanswered: wasUnanswered, createdAt: createdAt,
      settledAt: settledAt,
      answer: StoredNotice.Answer(requestID: columns.requestID, messageID: messageID, excerpt: excerpt ?? opened))
  }

  private func add(_ notice: Notice, at now: Moment) throws(StoreError) {
    let to = notice.state.keepsText ? notice.to : nil
    try insert(
      StoredNotice(
        id: notice.id, order: notice.order, kind: notice.kind, cycle: notice.cycle, key: notice.key,
        to: to, text: to == nil ? nil : notice.text,
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
    try database.run("UPDATE outbox SET receiver = NULL, text = NULL, sealed = NULL WHERE id = ? \(condition)", id)
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
