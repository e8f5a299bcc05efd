import Linux
import Glibc
@testable import LockerDomain
@testable import Store
import Testing

@Suite struct OpeningTests {
  let folder = TemporaryFolder()

  @Test func onlyTheOwnerMayRead() throws {
    let path = folder.path + "/made/agent.sqlite"
    let store = try Store(path: path, machineID: Samples.machineID, reserveBytes: 4096)
    try store.commit(Samples.ready("S-1", notice: 1), at: Samples.mark(1))
    #expect(folder.mode("made") == 0o700)
    for suffix in ["", "-wal", ".lock", ".reserve"] {
      #expect(folder.mode("made/agent.sqlite" + suffix) == 0o600)
    }
  }

  @Test func looseFilesAreRestricted() throws {
    do { _ = try Samples.store(folder) }
    chmod(folder.store, 0o644)
    let store = try Samples.store(folder)
    #expect(folder.mode("agent.sqlite") == 0o600)
    _ = store
  }

  @Test func stopLeavesOneFileAndItsCompanions() throws {
    do { try Samples.store(folder).commit(Samples.ready("S-1", notice: 1), at: Samples.mark(1)) }
    #expect(folder.names == ["agent.sqlite", "agent.sqlite.lock", "agent.sqlite.reserve"])
  }

  @Test func settingsThatPowerCutsNeed() throws {
    do { _ = try Samples.store(folder) }
    let database = try Database(path: folder.store, access: .readOnly)
    #expect(try database.first("PRAGMA journal_mode") { row throws(StoreError) in try row.next(String.self) } == "wal")
    #expect(try database.first("PRAGMA page_size") { row throws(StoreError) in try row.next(Int.self) } == 1024)
    #expect(
      try database.first("PRAGMA application_id") { row throws(StoreError) in try row.next(Int.self) } == 0x4C4F_434B)
  }

  @Test func secondOpenerIsToldWhoHasIt() throws {
    let first = try Samples.store(folder)
    let error = try #require(throws: StoreError.self) { _ = try Samples.store(folder) }
    #expect(error.code == .locked(pid: getpid()))
    #expect(error.message.contains("process \(getpid()) has the store \(folder.store)"))
    _ = first
  }

  @Test func lockGoesWithTheStore() throws {
    do { _ = try Samples.store(folder) }
    _ = try Samples.store(folder)
  }

  @Test func newerVersionIsRefusedAndUntouched() throws {
    do { _ = try Samples.store(folder) }
    do { try Database(path: folder.store, access: .readWrite).execute("PRAGMA user_version = 7") }
    let before = folder.bytes("agent.sqlite")
    let error = try #require(throws: StoreError.self) { _ = try Samples.store(folder) }
    #expect(error.code == .newerVersion(found: 7, known: Schema.version))
    #expect(error.message.contains("has version 7") && error.message.contains("up to \(Schema.version)"))
    #expect(throws: error) { _ = try StoreReader(path: folder.store) }
    #expect(folder.bytes("agent.sqlite") == before)
  }

  @Test func databaseOfAnotherProgramIsRefused() throws {
    try folder.write([], to: "agent.sqlite")
    do { try Database(path: folder.store, access: .readWrite).execute("CREATE TABLE notes (text TEXT)") }
    let error = try #require(throws: StoreError.self) { _ = try Samples.store(folder) }
    #expect(error.code == .foreign)
    #expect(!folder.names.contains { $0.contains("damaged") })
  }

  @Test func migrationsBringAnEmptyFileToTheLatestVersion() throws {
    try folder.write([], to: "agent.sqlite")
    let database = try Database(path: folder.store, access: .readWrite)
    #expect(try Schema.checkedVersion(of: database) == 0)
    try Schema.migrate(database, from: 0)
    #expect(try Schema.checkedVersion(of: database) == Schema.version)
    try Schema.migrate(database, from: Schema.version)
  }

  @Test func missingFolderAboveIsNamed() throws {
    let error = try #require(throws: StoreError.self) {
      _ = try Store(path: folder.path + "/no/such/agent.sqlite", machineID: Samples.machineID)
    }
    #expect(error.code == .missingFolder)
    #expect(error.message.contains(folder.path + "/no/such"))
  }

  @Test func pathWithCharactersThatMeanSomethingInURIs() throws {
    let path = folder.path + "/50% a?b#c.sqlite"
    do {
      try Store(path: path, machineID: "m", reserveBytes: 4096).commit(
        Samples.ready("S-1", notice: 1), at: Samples.mark(1))
    }
    #expect(try StoreReader(path: path).load().orders.count == 1)
    #expect(folder.names.contains("50% a?b#c.sqlite"))
  }

  @Test func copyFromAnotherMachineIsKnown() throws {
    let id: String
    do {
      let store = try Samples.store(folder)
      #expect(!store.isFromAnotherMachine)
      id = store.id
      #expect(id.count == 32)
    }
    do {
      let store = try Store(path: folder.store, machineID: "another", reserveBytes: 4096)
      #expect(store.isFromAnotherMachine)
      #expect(store.id == id)
      try store.adopt()
      #expect(!store.isFromAnotherMachine)
    }
    #expect(try Samples.store(folder).isFromAnotherMachine)
  }

  @Test func machineIDIsNotStored() throws {
    do { _ = try Samples.store(folder) }
    #expect(!folder.holds(Samples.machineID, in: "agent.sqlite"))
  }

  @Test func halfMadeStoreIsMadeAnew() throws {
    try folder.write([1, 2, 3], to: "agent.sqlite.draft")
    let store = try Samples.store(folder)
    #expect(store.salvage == nil)
    #expect(!folder.names.contains("agent.sqlite.draft"))
  }

  /// A power cut after the damaged file was set aside and before the salvaged one had its name.
  @Test func interruptedSalvageIsFinished() throws {
    do { try Samples.store(folder).commit(Samples.ready("S-1", notice: 1), at: Samples.mark(1)) }
    rename(folder.store, folder.store + ".successor")
    try folder.write(Array("an old log".utf8), to: "agent.sqlite-wal")
    let store = try Samples.store(folder)
    #expect(try store.reader.load().orders.count == 1)
    #expect(folder.names.contains { $0.hasPrefix("agent.sqlite.damaged-") && $0.hasSuffix("-wal") })
  }
}
