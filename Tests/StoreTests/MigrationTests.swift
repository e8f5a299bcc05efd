import Linux
@testable import LockerDomain
@testable import Store
import Testing

/// Stores that older agents have left.
@Suite struct MigrationTests {
  let folder = TemporaryFolder()
  private static let count = 60

  /// A store as version 1 wrote it: orders that are ready, their notices pending.
  private func makeFirstVersion() throws {
    try folder.write([], to: "agent.sqlite")
    let database = try Database(path: folder.store, access: .readWrite)
    try database.execute("PRAGMA page_size = 1024; PRAGMA journal_mode = WAL")
    try database.execute(Schema.migrations[0])
    try database.execute("PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1")
    try Identity(machineID: Samples.machineID).write(to: database)
    for index in 1...Self.count {
      try database.execute(
        """
        INSERT INTO orders VALUES ('S-\(index)', 'ready', 0, 1, \(index), x'0102', 'Ada', '+12025550143', 'kestrel-7731',
          5000, NULL, 7000, NULL);
        INSERT INTO slots VALUES ('S-\(index)', 0, 'A\(index)', 'loaded', 7000);
        INSERT INTO outbox VALUES (\(index), 'S-\(index)', 'ready', 1, 'k-\(index)', '+12025550143',
          'Your code is kestrel-7731', 'pending', NULL, NULL, 0, 8000, NULL, NULL, NULL, NULL);
        """)
    }
  }

  private func expectAll(_ store: Store) throws {
    let orders = try store.reader.load().orders
    #expect(orders.count == Self.count)
    for order in orders {
      #expect(order.body?.code.text == "kestrel-7731" && order.slots.count == 1)
      #expect(order.notice?.to?.text == "+12025550143")
    }
    #expect(try store.reader.notice(NoticeID(7))?.text == "Your code is kestrel-7731")
    #expect(store.noticeCounts == ["pending": Self.count])
  }

  @Test func firstVersionIsBroughtUpToDate() throws {
    try makeFirstVersion()
    #expect(throws: StoreError.self) { _ = try StoreReader(path: folder.store) }
    do {
      let store = try Samples.store(folder)
      #expect(store.salvage == nil && !store.isFromAnotherMachine)
      try expectAll(store)
    }
    #expect(try StoreReader(path: folder.store).noticeCounts() == ["pending": Self.count])
  }

  @Test func firstVersionGetsAKey() throws {
    try makeFirstVersion()
    let store = try Samples.store(folder, key: .key(Samples.key))
    try expectAll(store)
    for name in folder.names { #expect(!folder.holds("kestrel-7731", in: name), "\(name)") }
  }

  @Test func damagedFirstVersionIsSalvaged() throws {
    try makeFirstVersion()
    let bytes = folder.bytes("agent.sqlite")
    try folder.write([UInt8](repeating: 0, count: 100) + bytes.dropFirst(100), to: "agent.sqlite")
    let store = try Samples.store(folder)
    #expect(store.salvage?.keptIdentity == true)
    try expectAll(store)
  }
}
