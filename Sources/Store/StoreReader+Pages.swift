package import LockerDomain

// The outbox for whoever looks through it.
extension StoreReader {
  /// The latest first; when `after` is given, the ones behind it, oldest first.
  /// - Parameters:
  ///   - state: only those in it, by its word (`pending`, `dead`).
  ///   - order: only those of this order.
  package func notices(
    in state: String?, of order: OrderNumber?, after: NoticeID?, limit: Int
  ) throws(StoreError) -> [StoredNotice] {
    let conditions = [
      state == nil ? "?1 IS NULL" : "state = ?1", order == nil ? "?2 IS NULL" : "order_number = ?2",
      after == nil ? "?3 IS NULL" : "id > ?3",
    ]
    return try database.all(
      """
      SELECT \(OutboxTable.columns) FROM outbox WHERE \(conditions.joined(separator: " AND "))
      ORDER BY id \(after == nil ? "DESC" : "ASC") LIMIT ?4
      """, state, order, after, limit, decode: outbox.decode)
  }

  /// When Prokeep accepted a notice last; nil when it never has.
  package func lastAcceptance() throws(StoreError) -> Moment? {
    // They are accepted in nearly the sequence in which they were made: one look at the latest is enough.
    try database.first(
      """
      SELECT max(settled_at) FROM
        (SELECT settled_at FROM outbox WHERE state = 'accepted' ORDER BY id DESC LIMIT 100)
      """
    ) { row throws(StoreError) in try row.next(Moment?.self) } ?? nil
  }
}
