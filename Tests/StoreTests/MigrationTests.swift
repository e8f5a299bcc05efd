import Linux
@testable import LockerDomain
@testable import Store
import Testing

/// Stores that older agents have left.
@Suite struct MigrationTests {
  let folder = TemporaryFolder()
  private static let count = 60
  private static let older = 1..<Schema.version

  /// A store as that version wrote it: orders that are ready, their notices pending, and a compartment that staff unlocked.
  private func make(version: Int) throws {
    try folder.write([], to: "agent.sqlite")
    let database = try Database(path: folder.store, access: .readWrite)
    try database.execute("PRAGMA page_size = 1024; PRAGMA journal_mode = WAL")
    for migration in Schema.migrations.prefix(version) { try database.execute(migration) }
    try database.execute("PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(version)")
    try Identity(machineID: Samples.machineID).write(to: database)
    try database.execute(
      """
      INSERT INTO compartments VALUES ('A7', 'open', 7000, 'open', 'loaded', 'hinge', 7000, 6000, 'staff', 6500, 1);
      INSERT INTO compartments VALUES ('A8', 'closed', 8000, 'closed', 'to-clear', NULL, NULL, NULL, NULL, NULL, 0);
      """)
    for index in 1...Self.count {
      try database.execute(
        """
        INSERT INTO orders (number, state, marks, cycle, notice, digest, name, phone, code, placed_at, loading_since,
          ready_at, ended_at) VALUES ('S-\(index)', 'ready', 0, 1, \(index), x'0102', 'Ada', '+12025550143', 'kestrel-7731',
          5000, NULL, 7000, NULL);
        INSERT INTO slots VALUES ('S-\(index)', 0, 'A\(index)', 'loaded', 7000);
        INSERT INTO outbox (id, order_number, kind, cycle, key, receiver, text, state, held_until, detail, unanswered,
          created_at, settled_at, request_id, message_id, answer) VALUES (\(index), 'S-\(index)', 'ready', 1, 'k-\(index)', '+12025550143',
          'Your code is kestrel-7731', 'pending', NULL, NULL, 0, 8000, NULL, NULL, NULL, NULL);
        """)
    }
  }

  private static func compartments() throws -> [Compartment] {
    [
      Compartment(
        name: try CompartmentName("A7"), door: .open, since: Samples.moment(7), lastKnownDoor: .open,
        occupancy: .loaded, service: .outOfService(reason: "hinge"), openedAt: Samples.moment(7),
        closedAt: Samples.moment(6), unlock: Compartment.Unlock(reason: .staff, at: Moment(milliseconds: 6500)),
        isAjarReported: true),
      Compartment(
        name: try CompartmentName("A8"), door: .closed, since: Samples.moment(8), lastKnownDoor: .closed,
        occupancy: .toClear, service: .inService, openedAt: nil, closedAt: nil, unlock: nil, isAjarReported: false),
    ]
  }

  private func expectAll(_ store: Store) throws {
    let bank = try store.reader.load()
    #expect(bank.compartments.sorted { $0.name < $1.name } == (try Self.compartments()))
    let orders = bank.orders
    #expect(orders.count == Self.count)
    for order in orders {
      #expect(order.body?.code.text == "kestrel-7731" && order.slots.count == 1)
      #expect(order.notice?.to?.text == "+12025550143")
    }
    #expect(try store.reader.notice(NoticeID(7))?.text == "Your code is kestrel-7731")
    #expect(store.noticeCounts == ["pending": Self.count])
  }

  @Test(arguments: older) func isBroughtUpToDate(version: Int) throws {
    try make(version: version)
    #expect(throws: StoreError.self) { _ = try StoreReader(path: folder.store) }
    do {
      let store = try Samples.store(folder)
      #expect(store.salvage == nil && !store.isFromAnotherMachine)
      try expectAll(store)
    }
    #expect(try StoreReader(path: folder.store).noticeCounts() == ["pending": Self.count])
  }

  @Test(arguments: older) func getsAKey(version: Int) throws {
    try make(version: version)
    let store = try Samples.store(folder, key: .key(Samples.key))
    try expectAll(store)
    for name in folder.names { #expect(!folder.holds("kestrel-7731", in: name), "\(name)") }
  }

  @Test(arguments: older) func damagedIsSalvaged(version: Int) throws {
    try make(version: version)
    let bytes = folder.bytes("agent.sqlite")
    try folder.write([UInt8](repeating: 0, count: 100) + bytes.dropFirst(100), to: "agent.sqlite")
    let store = try Samples.store(folder)
    #expect(store.salvage?.keptIdentity == true)
    try expectAll(store)
  }
}
