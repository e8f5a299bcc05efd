import LockerDomain

/// The way to a sound store: made when there is none, brought up to date when it is older, salvaged when it is damaged.
///
/// A store is made under another name and moved to its own when it is complete. So a file under its own name that is empty
/// or has no tables is damaged, and a power cut at any step leaves something from which the next start gets on.
struct StoreOpening {
  let files: StoreFiles
  let machineID: String
  private(set) var salvage: Salvage?

  init(files: StoreFiles, machineID: String) {
    self.files = files
    self.machineID = machineID
  }

  mutating func open() throws(StoreError) -> (Database, Identity) {
    try finishInterrupted()
    if !files.exists(files.path) { try create() }
    try files.restrictAccess()
    do throws(StoreError) {
      return try openSound()
    } catch  where error.isDamage {
      try replace(damage: error.detail)
      return try openSound()
    }
  }

  private func finishInterrupted() throws(StoreError) {
    try files.remove(files.draft)
    try files.remove(files.dissected)
    for snapshot in files.forgottenSnapshots { try files.remove(snapshot) }
    if files.exists(files.path) {
      try files.remove(files.successor)
    } else if files.exists(files.successor) {
      if files.exists(files.log) { _ = try files.setAside() }
      try files.move(files.successor, to: files.path)
    } else if files.exists(files.log) {
      _ = try files.setAside()
    }
  }

  private func create() throws(StoreError) {
    try makeDraft { fresh throws(StoreError) in try Identity(machineID: machineID).write(to: fresh) }
    try files.move(files.draft, to: files.path)
  }

  /// Salvages into a new file, which then takes the damaged one's place.
  private mutating func replace(damage: String) throws(StoreError) {
    var report = Salvage(setAside: "", damage: damage)
    try makeDraft { fresh throws(StoreError) in
      let leaves = try LeafScan(of: files, copy: files.dissected, fresh: fresh)
      let salvager = Salvager(from: try readable(), leaves, into: fresh, report: report)
      try salvager.run(orElse: Identity(machineID: machineID))
      report = salvager.report
    }
    try files.remove(files.dissected)
    try files.move(files.draft, to: files.successor)
    report.setAside = try files.setAside()
    try files.move(files.successor, to: files.path)
    salvage = report
  }

  /// The damaged store, when it can be read at all and has the tables of this version.
  private func readable() throws(StoreError) -> Database? {
    guard let damaged = try? Database(path: files.path, access: .damaged),
      (try? Schema.checkedVersion(of: damaged)) == Schema.version
    else { return nil }
    return damaged
  }

  private func makeDraft(_ fill: (Database) throws(StoreError) -> Void) throws(StoreError) {
    try files.make(files.draft)
    let database = try Database(path: files.draft, access: .readWrite)
    try database.execute("PRAGMA page_size = \(Schema.pageSize)")
    try prepare(database)
    try Schema.migrate(database, from: 0)
    // All of it is in the file itself: before others take its pages, and again before it gets its name.
    _ = try database.checkpoint()
    try fill(database)
    _ = try database.checkpoint()
  }

  private func openSound() throws(StoreError) -> (Database, Identity) {
    let database = try Database(path: files.path, access: .readWrite)
    do throws(StoreError) {
      let version = try Schema.checkedVersion(of: database)
      guard version > 0 else { throw damaged("it holds no tables") }
      let finding = try database.first("PRAGMA quick_check(1)") { row throws(StoreError) in try row.next(String.self) }
      guard finding == "ok" else { throw damaged(finding ?? "it can't be checked") }
      try prepare(database)
      try Schema.migrate(database, from: version)
      guard let identity = try Identity.read(from: database) else { throw damaged("its identity is missing") }
      // What the check can't know: that every row means something.
      try StoreReader(database).check()
      database.shrink()
      return (database, identity)
    } catch {
      // The file is evidence: what the log holds stays in the log.
      database.leaveLogAtClose()
      throw error
    }
  }

  private func prepare(_ database: Database) throws(StoreError) {
    // Each commit is one append to the log and one sync of it; the file itself is written at checkpoints, every page once
    // however often it changed. Those are for quiet moments (`Store.tidy`); this bounds the log when there is none.
    try database.execute(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = \(Schema.longestLog / Schema.pageSize);
      PRAGMA foreign_keys = ON;
      PRAGMA secure_delete = ON;
      """)
  }

  private func damaged(_ what: String) -> StoreError {
    StoreError(.damaged, path: files.path, detail: what, "the store \(files.path) is damaged: \(what)")
  }
}
