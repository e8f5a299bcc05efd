import CSQLite

/// One prepared statement of a `Database`, which owns it.
final class Statement {
  private let handle: OpaquePointer
  private unowned let database: Database
  private let sql: String

  init(_ sql: String, in database: Database, _ connection: OpaquePointer) throws(StoreError) {
    var handle: OpaquePointer?
    let result = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard result == SQLITE_OK, let handle else { throw database.error(result, "read") }
    self.handle = handle
    self.database = database
    self.sql = sql
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs it with the values from the first place on and hands each row to `body`, until that returns false.
  ///
  /// Not to be entered again from `body`: the row belongs to this run.
  func run(_ values: [any SQLStorable], _ body: (inout Row) throws(StoreError) -> Bool) throws(StoreError) {
    // Whatever happened, the next run starts anew; a reset repeats an error that is reported already.
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    for (index, value) in values.enumerated() { try bind(value.sqlValue, at: Int32(index + 1)) }
    while true {
      let result = sqlite3_step(handle)
      switch result {
      case SQLITE_ROW:
        var row = Row(handle, in: database, sql)
        guard try body(&row) else { return }
      case SQLITE_DONE: return
      case _: throw database.error(result, sqlite3_column_count(handle) == 0 ? "write to" : "read")
      }
    }
  }

  private func bind(_ value: SQLValue, at place: Int32) throws(StoreError) {
    let result =
      switch value {
      case .null: sqlite3_bind_null(handle, place)
      case .integer(let number): sqlite3_bind_int64(handle, place, number)
      case .text(let text): csqlite_bind_text(handle, place, text, UInt64(text.utf8.count))
      case .blob(let blob):
        blob.isEmpty
          ? sqlite3_bind_zeroblob(handle, place, 0)
          : blob.withUnsafeBytes { csqlite_bind_blob(handle, place, $0.baseAddress, UInt64($0.count)) }
      }
    guard result == SQLITE_OK else { throw database.error(result, "write to") }
  }
}
