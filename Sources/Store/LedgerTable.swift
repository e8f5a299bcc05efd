import LockerDomain

/// The bank's history, and the boots it happened in.
struct LedgerTable {
  let database: Database

  /// What `decode` takes; the wall time of a line from before the synchronisation comes from its boot.
  static let select = """
    SELECT l.id, l.moment, b.boot_id, l.boot_time, coalesce(l.wall, b.started_at + l.boot_time / 1000000), l.kind,
      l.order_number, l.compartment, l.notice, l.why, l.source
    FROM ledger l JOIN boots b ON b.id = l.boot
    """

  func append(_ entries: [LedgerEntry], at mark: AgentClock.Mark) throws(StoreError) {
    guard !entries.isEmpty else { return }
    try addBoot(mark.bootID)
    if let wall = mark.wall {
      try database.run(
        "UPDATE boots SET started_at = ? WHERE boot_id = ? AND started_at IS NULL", wall - mark.boot.milliseconds,
        mark.bootID)
    }
    for entry in entries { try insert(entry, at: mark, id: nil) }
  }

  /// Does nothing when the boot is there.
  func addBoot(_ bootID: String) throws(StoreError) {
    try database.run("INSERT OR IGNORE INTO boots (boot_id) VALUES (?)", bootID)
  }

  /// - Parameter id: nil for the next.
  func insert(_ entry: LedgerEntry, at mark: AgentClock.Mark, id: Int64?) throws(StoreError) {
    try database.run(
      """
      INSERT INTO ledger (id, boot, boot_time, moment, wall, kind, order_number, compartment, notice, why, source)
      VALUES (?, (SELECT id FROM boots WHERE boot_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      id, mark.bootID, mark.boot, mark.moment, mark.wall, entry.kind, entry.order, entry.compartment, entry.notice,
      entry.why, entry.source)
  }

  /// The lines after `id`, oldest first; of one order, if one is given.
  func entries(after id: Int64, of order: OrderNumber?, limit: Int) throws(StoreError) -> [StoredEntry] {
    guard let order else {
      return try database.all(Self.select + " WHERE l.id > ? ORDER BY l.id LIMIT ?", id, limit, decode: Self.decode)
    }
    return try database.all(
      Self.select + " WHERE l.order_number = ? AND l.id > ? ORDER BY l.id LIMIT ?", order, id, limit,
      decode: Self.decode)
  }

  func lastID() throws(StoreError) -> Int64 {
    try database.first("SELECT coalesce(max(id), 0) FROM ledger") { row throws(StoreError) in
      try row.next(Int64.self)
    } ?? 0
  }

  func last() throws(StoreError) -> AgentClock.Mark? {
    try database.first(Self.select + " ORDER BY l.id DESC LIMIT 1", decode: Self.decode)?.mark
  }

  /// The last line not later than the moment. Moments and ids grow together, so this halves the ids instead of needing an
  /// index that each event would have to write.
  func last(notAfter moment: Moment) throws(StoreError) -> StoredEntry? {
    var low: Int64 = 0
    var high = try lastID()
    while low < high {
      let middle = high - (high - low) / 2
      let found = try database.first("SELECT moment FROM ledger WHERE id <= ? ORDER BY id DESC LIMIT 1", middle) {
        row throws(StoreError) in try row.next(Moment.self)
      }
      if let found, found > moment { high = middle - 1 } else { low = middle }
    }
    return try database.first(
      Self.select + " WHERE l.id <= ? ORDER BY l.id DESC LIMIT 1", low, decode: Self.decode)
  }

  func setStart(of bootID: String, unixMilliseconds: Int64) throws(StoreError) {
    try database.run(
      "UPDATE boots SET started_at = ?1 WHERE boot_id = ?2 AND started_at IS NOT ?1", unixMilliseconds, bootID)
  }

  static func decode(_ row: inout Row) throws(StoreError) -> StoredEntry {
    let id = try row.next(Int64.self)
    let mark = AgentClock.Mark(
      moment: try row.next(), bootID: try row.next(), boot: try row.next(), wall: try row.next())
    let kind = try row.next(LedgerEntry.Kind.self)
    return StoredEntry(
      id: id, mark: mark,
      entry: LedgerEntry(
        kind, order: try row.next(), compartment: try row.next(), notice: try row.next(), why: try row.next(),
        source: try row.next()))
  }
}
