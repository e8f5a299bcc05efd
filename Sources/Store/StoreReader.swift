import Glibc
package import LockerDomain

/// Reads a store: the daemon's own, that of a stopped daemon, or a copy of one that runs beside, which is not disturbed.
package final class StoreReader {
  let database: Database
  private var orderTable: OrderTable { OrderTable(database: database) }
  var outbox: OutboxTable { OutboxTable(database: database) }
  private var ledgerTable: LedgerTable { LedgerTable(database: database) }

  init(_ database: Database) { self.database = database }

  /// Opens the store for reading only: changes no row, migrates nothing. Beside a running agent it shows the moment of its
  /// opening.
  /// - Parameter key: without the right one, names, phones, codes and texts of a sealed store are nil.
  /// - Throws: `missing`, `notPermitted`, `newerVersion`, `olderVersion`, `damaged`, `foreign`.
  package convenience init(path: String, key: StoreKey? = nil) throws(StoreError) {
    let files = StoreFiles(path: path)
    guard files.exists(path) else {
      throw StoreError(
        .missing, path: path,
        "there is no store \(path): the agent has not run yet, or store: in the configuration differs")
    }
    do throws(StoreError) {
      try self.init(checking: Database(path: path, access: .readOnly))
    } catch  where error.code == .busy {
      try self.init(snapshotOf: files)
    } catch  where error.code == .notPermitted && !files.exists(files.log) {
      // A file in the log's format can be read where the log can't be made, if there is none: nobody writes it.
      try self.init(checking: Database(path: path, access: .immutable))
    }
    if let key { try Unlocking(database: database).openIfRight(key) }
  }

  /// The agent has the store for itself while it runs; this reads a copy of file and log. Whatever is checkpointed between
  /// copying the one and the other stands in the log as well, unless that begins anew: its header tells.
  private convenience init(snapshotOf files: StoreFiles) throws(StoreError) {
    defer { try? files.remove(files.snapshot) }
    var before: Sight
    repeat {
      try files.remove(files.snapshot)
      before = try Sight(files)
      try files.copy(files.path, to: files.snapshot)
      if files.exists(files.log) { try files.copy(files.log, to: files.snapshot + "-wal") }
    } while try Sight(files) != before
    try self.init(checking: Database(path: files.snapshot, access: .readOnly))
  }

  /// What tells that the log has begun anew, or went into the file as a whole when the agent stopped.
  private struct Sight: Equatable {
    private let logHeader: [UInt8]
    /// When the file was written last, and its length.
    private let file: [Int]

    init(_ files: StoreFiles) throws(StoreError) {
      logHeader = files.exists(files.log) ? try files.read(files.log, at: 0, count: 32) : []
      var status = stat()
      stat(files.path, &status)
      file = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, Int(status.st_size)]
    }
  }

  private convenience init(checking database: Database) throws(StoreError) {
    let found = try Schema.checkedVersion(of: database)
    guard found == Schema.version else {
      throw StoreError(
        .olderVersion(found: found, known: Schema.version), path: database.path,
        "the store \(database.path) has version \(found), this locker-agent wants \(Schema.version): start the agent once, it brings the store up to date"
      )
    }
    self.init(database)
  }

  /// What a bank starts from.
  package func load() throws(StoreError) -> StoredBank {
    StoredBank(
      orders: try orderTable.live(), compartments: try CompartmentTable(database: database).all(),
      nextNotice: try outbox.nextID(), last: try lastMark())
  }

  /// Reads what `load` reads, to see that every row means something.
  func check() throws(StoreError) {
    try orderTable.checkLive()
    _ = try compartments()
    _ = try lastMark()
  }

  /// The last life of the number, ended or not.
  package func order(_ number: OrderNumber) throws(StoreError) -> Order? { try orderTable.order(number) }

  /// The latest placed first.
  package func orders(includingEnded: Bool, limit: Int = .max) throws(StoreError) -> [Order] {
    try orderTable.orders(includingEnded: includingEnded, limit: limit)
  }

  /// As they were stored last.
  package func compartments() throws(StoreError) -> [Compartment] {
    try CompartmentTable(database: database).all().sorted { $0.name < $1.name }
  }

  package func notice(_ id: NoticeID) throws(StoreError) -> StoredNotice? { try outbox.notice(id) }

  /// Unsettled ones oldest first, or all of them newest first.
  package func notices(_ selection: OutboxSelection, limit: Int = .max) throws(StoreError) -> [StoredNotice] {
    try outbox.notices(selection, limit: limit)
  }

  /// How many notices there are in each state, by the state's word (`pending`, `accepted`); none is not named.
  package func noticeCounts() throws(StoreError) -> [String: Int] { try outbox.counts() }

  /// The lines after number `id`, oldest first; of one order, if one is given.
  package func ledger(
    after id: Int64 = 0, of order: OrderNumber? = nil, limit: Int = .max
  ) throws(StoreError) -> [StoredEntry] {
    try ledgerTable.entries(after: id, of: order, limit: limit)
  }

  /// The number of the ledger's last line; 0 when there is none.
  package func lastEntryID() throws(StoreError) -> Int64 { try ledgerTable.lastID() }

  /// Unix time in milliseconds of a moment on the agent's clock; nil while no wall clock is known for it.
  package func wallTime(of moment: Moment) throws(StoreError) -> Int64? {
    guard let line = try ledgerTable.last(notAfter: moment), let wall = line.mark.wall else { return nil }
    return wall + (moment - line.mark.moment).inMilliseconds
  }

  private func lastMark() throws(StoreError) -> AgentClock.Mark? {
    let last = try ledgerTable.last()
    guard let earliest = try Identity.read(from: database)?.earliest else { return last }
    guard var last else {
      return AgentClock.Mark(moment: earliest, bootID: "", boot: BootTime(nanoseconds: 0), wall: nil)
    }
    // Only after a salvage that lost the ledger's end.
    if last.moment < earliest {
      last.moment = earliest
      last.wall = nil
    }
    return last
  }
}
