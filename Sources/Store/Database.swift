import CSQLite

/// One connection to one SQLite file, for one thread at a time.
final class Database {
  enum Access {
    case readWrite
    /// For a store that nobody writes; makes `-wal` and `-shm` when the folder lets it.
    case readOnly
    /// Takes the file as it is, without looking for a writer or a log: for a medium that can't be written.
    case immutable
    /// A copy of a damaged store, whose description of its tables is written as it is needed.
    case dissected
    /// Reads what can be read, also when the file's description of its own tables is damaged in part.
    case damaged
  }

  /// How long to wait for somebody else's lock, in milliseconds: for a reader that has a look at a stopped agent's store.
  static let patience: Int32 = 5000

  let path: String
  /// Seals and opens what is secret; nil in a plain store, and in a sealed one without its key.
  var cipher: Cipher?
  private let connection: OpaquePointer
  private var statements: [String: Statement] = [:]

  init(path: String, access: Access) throws(StoreError) {
    let (flags, query) =
      switch access {
      case .readWrite, .dissected: (SQLITE_OPEN_READWRITE, "?mode=rw")
      case .readOnly, .damaged: (SQLITE_OPEN_READONLY, "?mode=ro")
      case .immutable: (SQLITE_OPEN_READONLY, "?immutable=1")
      }
    let always = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    var handle: OpaquePointer?
    let result = sqlite3_open_v2("file:" + Self.escaped(path) + query, &handle, flags | always, nil)
    guard result == SQLITE_OK, let handle else {
      let error = StoreError.sqlite(result, "open", path, handle)
      sqlite3_close_v2(handle)
      throw error
    }
    self.path = path
    connection = handle
    // Who has a store for writing keeps it: a reader need not wait.
    sqlite3_busy_timeout(handle, access == .readOnly ? 0 : Self.patience)
    // A damaged or foreign file must not be able to do more than be wrong.
    configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
    configure(SQLITE_DBCONFIG_DQS_DML, false)
    configure(SQLITE_DBCONFIG_DQS_DDL, false)
    switch access {
    case .readWrite, .readOnly, .immutable: configure(SQLITE_DBCONFIG_DEFENSIVE, true)
    case .damaged, .dissected: configure(SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)
    }
    try execute("PRAGMA cell_size_check = ON")
    // The log's index stays in memory: on the disk it would cost more than the log itself, some 20 KiB for each event that
    // comes alone.
    if access == .readWrite { try execute("PRAGMA locking_mode = EXCLUSIVE") }
    // KiB, as the minus sign says: a board has little memory, and what is read often are few pages.
    try execute("PRAGMA cache_size = -1024")
  }

  deinit {
    statements = [:]
    sqlite3_close_v2(connection)
  }

  /// Closing leaves file and log as they are, instead of bringing the log into the file.
  func leaveLogAtClose() { configure(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true) }

  /// Brings the log into the file and empties it. False when a reader still needs the log; waits for nobody.
  func checkpoint() throws(StoreError) -> Bool {
    sqlite3_busy_timeout(connection, 0)
    defer { sqlite3_busy_timeout(connection, Self.patience) }
    let isBusy = try first("PRAGMA wal_checkpoint(TRUNCATE)") { row throws(StoreError) in try row.next(Bool.self) }
    return isBusy == false
  }

  /// Gives memory back that reading a lot has taken.
  func shrink() { sqlite3_db_release_memory(connection) }

  /// Runs SQL without values and rows: schema and settings.
  func execute(_ sql: String) throws(StoreError) {
    let result = sqlite3_exec(connection, sql, nil, nil, nil)
    guard result == SQLITE_OK else { throw error(result, "set up") }
  }

  /// Runs one statement for its effect.
  func run(_ sql: String, _ values: any SQLStorable...) throws(StoreError) {
    try statement(sql).run(values) { _ throws(StoreError) in true }
  }

  /// Hands each row to `body`, until that returns false. `body` must not run the same SQL.
  func forEach(
    _ sql: String, _ values: any SQLStorable..., body: (inout Row) throws(StoreError) -> Bool
  ) throws(StoreError) {
    try statement(sql).run(values, body)
  }

  /// All rows.
  func all<Element>(
    _ sql: String, _ values: any SQLStorable..., decode: (inout Row) throws(StoreError) -> Element
  ) throws(StoreError) -> [Element] {
    var elements: [Element] = []
    try statement(sql).run(values) { row throws(StoreError) in
      elements.append(try decode(&row))
      return true
    }
    return elements
  }

  /// The first row, if there is one.
  func first<Element>(
    _ sql: String, _ values: any SQLStorable..., decode: (inout Row) throws(StoreError) -> Element
  ) throws(StoreError) -> Element? {
    var element: Element?
    try statement(sql).run(values) { row throws(StoreError) in
      element = try decode(&row)
      return false
    }
    return element
  }

  /// Everything in `body`, or nothing of it. On return it is on the disk.
  func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    // Immediate: the lock is taken now, and not in the middle, where waiting for it could not help any more.
    try run("BEGIN IMMEDIATE")
    do throws(StoreError) {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      // After some errors (a full disk) SQLite has rolled back by itself; then this one says so and nothing is lost by it.
      try? run("ROLLBACK")
      throw error
    }
  }

  func error(_ result: Int32, _ action: String) -> StoreError { .sqlite(result, action, path, connection) }

  private func statement(_ sql: String) throws(StoreError) -> Statement {
    if let statement = statements[sql] { return statement }
    let statement = try Statement(sql, in: self, connection)
    statements[sql] = statement
    return statement
  }

  private func configure(_ option: Int32, _ isOn: Bool) { _ = csqlite_configure(connection, option, isOn ? 1 : 0) }

  /// A path inside a `file:` URI: `?`, `#` and `%` mean something there. https://sqlite.org/uri.html
  private static func escaped(_ path: String) -> String {
    path.reduce(into: "") { escaped, character in
      switch character {
      case "?": escaped += "%3f"
      case "#": escaped += "%23"
      case "%": escaped += "%25"
      case _: escaped.append(character)
      }
    }
  }
}
