import CSQLite

/// The row a statement stands on; its columns are taken one after the other, as the statement names them.
struct Row: ~Copyable {
  private let handle: OpaquePointer
  private let database: Database
  private let sql: String
  private var column: Int32 = 0

  init(_ handle: OpaquePointer, in database: Database, _ sql: String) {
    self.handle = handle
    self.database = database
    self.sql = sql
  }

  /// - Throws: `damaged` when the column holds what the type can't be.
  mutating func next<Value: SQLStorable>(_ type: Value.Type = Value.self) throws(StoreError) -> Value {
    defer { column += 1 }
    guard let stored = value, let result = Value(sqlValue: stored) else {
      throw damaged("column \(String(cString: sqlite3_column_name(handle, column))) holds something else")
    }
    return result
  }

  /// The error for a row that makes no sense.
  func damaged(_ what: String) -> StoreError {
    StoreError(
      .damaged, path: database.path, detail: what,
      "a row of the store \(database.path) can't be read (\(sql)): \(what)")
  }

  /// Nil for numbers with a fraction and for bytes that are no UTF-8: the agent never writes these.
  private var value: SQLValue? {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
    case SQLITE_TEXT:
      let start = sqlite3_column_text(handle, column)
      let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
      return String(validating: bytes, as: UTF8.self).map(SQLValue.text)
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(handle, column)
      return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))))
    case _: return nil
    }
  }
}
