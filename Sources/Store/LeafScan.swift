import Glibc

/// Reads the rows of a damaged store without the trees that lead to them: page by page, each leaf as if it were a table by
/// itself. What a lost branch, or a lost description of the tables, takes out of reach is found this way.
///
/// It works on a copy, with a description of its own, so it also reads what an older agent has written.
final class LeafScan {
  private let database: Database
  private var tableLeaves: [Int] = []
  /// In a tree of keys the branches hold rows, too: they count as leaves, and what hangs on them is read twice.
  private var keyPages: [Int] = []
  private let fresh: Database
  private static let pageSize = Schema.pageSize

  /// - Parameters:
  ///   - copy: where to make the copy; who calls removes it.
  ///   - fresh: a store with the tables of this version.
  init(of files: StoreFiles, copy: String, fresh: Database) throws(StoreError) {
    let (head, logHead) = try Self.heads(at: copy)
    try files.copy(files.path, to: copy)
    if files.exists(files.log) {
      try files.copy(files.log, to: copy + "-wal")
      try files.write(logHead, at: 0, of: copy)
      // What is committed in the log belongs to the pages; what can't be read of it was not.
      _ = try? Database(path: copy, access: .dissected).checkpoint()
      try files.remove(copy, companionsOnly: true)
    }
    try files.write(head, at: 0, of: copy)
    database = try Database(path: copy, access: .dissected)
    self.fresh = fresh
    try database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA writable_schema = ON")
    try files.forEachPage(of: copy, size: Self.pageSize) { number, kind in
      // https://sqlite.org/fileformat2.html#b_tree_pages
      switch kind {
      case 0x0D where number > 1: tableLeaves.append(number)
      case 0x0A, 0x02: keyPages.append(number)
      case _: break
      }
    }
  }

  /// Hands `body` every row that could be one of the table's, some twice. One for which it throws `damaged` or `conflict` is none of them,
  /// or is known already.
  func forEach(
    _ table: String, columns: String, _ body: (inout Row) throws(StoreError) -> Void
  ) throws(StoreError) {
    let (description, isIndex) = try self.description(of: table)
    try database.execute("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema")
    try database.run(
      "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', ?1, ?1, 1, ?2)", table,
      description)
    for page in isIndex ? keyPages : tableLeaves {
      try database.run("UPDATE sqlite_schema SET rootpage = ?", page)
      try database.execute("PRAGMA writable_schema = RESET; PRAGMA writable_schema = ON")
      var failure: StoreError?
      // Longer rows are another table's.
      try? database.forEach("SELECT \(columns) FROM \(table) WHERE beyond_1 IS NULL AND beyond_2 IS NULL") {
        row throws(StoreError) in
        do throws(StoreError) {
          try body(&row)
        } catch  where error.code == .damaged || error.code == .conflict {
        } catch {
          failure = error
          return false
        }
        return true
      }
      if let failure { throw failure }
    }
  }

  private func description(of table: String) throws(StoreError) -> (sql: String, isIndex: Bool) {
    let columns = try fresh.all("SELECT name, type, pk FROM pragma_table_info(?)", table) { row throws(StoreError) in
      (name: try row.next(String.self), type: try row.next(String.self), key: try row.next(Int.self))
    }
    let keys = columns.filter { $0.key > 0 }
    // The table's only one whose rows are kept by their key.
    let isIndex = keys.count > 1
    var parts = columns.map { column in
      column.key > 0 && column.type == "INTEGER" && !isIndex ? "\(column.name) INTEGER PRIMARY KEY" : column.name
    }
    parts += ["beyond_1", "beyond_2"]
    if isIndex { parts.append("PRIMARY KEY (\(keys.map(\.name).joined(separator: ", ")))") }
    return ("CREATE TABLE \(table) (\(parts.joined(separator: ", ")))\(isIndex ? " WITHOUT ROWID" : "")", isIndex)
  }

  /// The first page of a store without tables; and the same for one with a log.
  private static func heads(at path: String) throws(StoreError) -> (plain: [UInt8], logged: [UInt8]) {
    let files = StoreFiles(path: path)
    try files.make(path)
    do {
      let empty = try Database(path: path, access: .dissected)
      try empty.execute("PRAGMA page_size = \(pageSize); PRAGMA user_version = 1")
    }
    var plain = try files.read(path, at: 0, count: pageSize)
    try files.remove(path)
    // Its count of pages counts for nothing, since it is of no change: https://sqlite.org/fileformat2.html#in_header_database_size
    plain.replaceSubrange(92..<96, with: [0, 0, 0, 0])
    var logged = plain
    // Read and write version: https://sqlite.org/fileformat2.html#file_format_version_numbers
    logged.replaceSubrange(18..<20, with: [2, 2])
    return (plain, logged)
  }
}
