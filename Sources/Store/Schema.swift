/// The tables, and the way from each version of them to the next.
enum Schema {
  /// `LOCK` in ASCII; tells `file` and us whose database it is. https://sqlite.org/fileformat2.html#application_id
  static let applicationID: Int = 0x4C4F_434B

  static var version: Int { migrations.count }

  /// Entry `n` takes a store from version `n` to `n + 1`. Only ever added to; what has shipped stays as it is.
  static let migrations: [String] = [first, second, third]

  /// Kilobyte pages: a door event changes a few short rows in several tables, and each changed page goes into the log whole.
  /// Measured over placing, opening, closing, hold, attempt and pickup: 8 KiB written per commit, half as much again with
  /// pages of 2 KiB, nearly three times as much with 4.
  static let pageSize = 1024
  /// In bytes. On a full disk the log grows into the reserve: it has to come into the file before that is used up.
  static let longestLog = 2 << 20

  /// Brings an older (or empty) store up to date; each step is one transaction.
  static func migrate(_ database: Database, from found: Int) throws(StoreError) {
    for version in found..<migrations.count {
      try database.transaction { () throws(StoreError) in
        try database.execute(migrations[version])
        try database.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version + 1)")
      }
    }
  }

  /// The version of a store that this agent understands; 0 for an empty file.
  static func checkedVersion(of database: Database) throws(StoreError) -> Int {
    let path = database.path
    let id = try database.first("PRAGMA application_id") { row throws(StoreError) in try row.next(Int.self) }
    let found = try database.first("PRAGMA user_version") { row throws(StoreError) in try row.next(Int.self) } ?? 0
    guard id == applicationID else {
      let tables = try database.all("SELECT name FROM sqlite_schema WHERE type = 'table'") { row throws(StoreError) in
        try row.next(String.self)
      }
      if tables.isEmpty { return 0 }
      guard tables.contains("outbox"), tables.contains("identity") else {
        throw StoreError(
          .foreign, path: path,
          "\(path) is a database of another program; give store: in the configuration a path of its own")
      }
      throw StoreError(
        .damaged, path: path, detail: "its first page is wrong", "the store \(path) is damaged: its first page is wrong"
      )
    }
    guard found <= version else {
      throw StoreError(
        .newerVersion(found: found, known: version), path: path,
        "the store \(path) has version \(found), and this locker-agent knows versions up to \(version): install the newer locker-agent again, or give this one a store of its own"
      )
    }
    return found
  }

  /// An order that has not ended. No index knows these: every change of an order would write it, and who asks is a start,
  /// which reads the whole file anyway to check it.
  static let isOpen = "state NOT IN ('collected', 'removed', 'cancelled')"

  private static let first = """
    CREATE TABLE identity (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      store_id TEXT NOT NULL,
      -- Of the digests below.
      key BLOB NOT NULL,
      -- The machine id's digest.
      machine BLOB NOT NULL,
      -- The agent's clock never goes behind this.
      earliest INTEGER
    ) STRICT;

    -- The last life of each number. Name, phone and code are NULL once it has ended.
    CREATE TABLE orders (
      number TEXT NOT NULL PRIMARY KEY,
      state TEXT NOT NULL,
      marks INTEGER NOT NULL,
      cycle INTEGER NOT NULL,
      -- The latest notice of this life.
      notice INTEGER,
      digest BLOB NOT NULL,
      name TEXT,
      phone TEXT,
      code TEXT,
      placed_at INTEGER NOT NULL,
      loading_since INTEGER,
      ready_at INTEGER,
      ended_at INTEGER
    ) STRICT;

    CREATE TABLE slots (
      order_number TEXT NOT NULL REFERENCES orders,
      place INTEGER NOT NULL,
      compartment TEXT NOT NULL,
      progress TEXT NOT NULL,
      loaded_at INTEGER,
      PRIMARY KEY (order_number, place)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE compartments (
      name TEXT NOT NULL PRIMARY KEY,
      door TEXT NOT NULL,
      door_since INTEGER NOT NULL,
      -- The last that was not unknown.
      last_known_door TEXT,
      occupancy TEXT NOT NULL,
      -- The reason; NULL while in service.
      out_of_service TEXT,
      opened_at INTEGER,
      closed_at INTEGER,
      -- What the next opening means, if it comes soon.
      unlock_reason TEXT,
      unlocked_at INTEGER,
      ajar_reported INTEGER NOT NULL
    ) STRICT;

    -- Every notice there ever was. Receiver and text are NULL once nobody needs them.
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY,
      order_number TEXT NOT NULL REFERENCES orders,
      kind TEXT NOT NULL,
      cycle INTEGER NOT NULL,
      -- Made of the store's id, order, kind and cycle; so the rule below keeps it unique as well.
      key TEXT NOT NULL,
      receiver TEXT,
      text TEXT,
      state TEXT NOT NULL,
      -- Held: until when.
      held_until INTEGER,
      -- Withdrawn or dead: the reason; suppressed: the mode.
      detail TEXT,
      unanswered INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      settled_at INTEGER,
      -- Of the last answer.
      request_id TEXT,
      message_id TEXT,
      answer TEXT,
      UNIQUE (order_number, kind, cycle)
    ) STRICT;
    CREATE INDEX outbox_state ON outbox (state);

    CREATE TABLE boots (
      id INTEGER PRIMARY KEY,
      boot_id TEXT NOT NULL UNIQUE,
      -- Unix time of the kernel's start in milliseconds; NULL until its clock was synchronised.
      started_at INTEGER
    ) STRICT;

    -- Rows are added, never changed: wall times that were not known then come from the boot's row.
    CREATE TABLE ledger (
      id INTEGER PRIMARY KEY,
      boot INTEGER NOT NULL REFERENCES boots,
      boot_time INTEGER NOT NULL,
      moment INTEGER NOT NULL,
      wall INTEGER,
      kind TEXT NOT NULL,
      order_number TEXT,
      compartment TEXT,
      notice INTEGER,
      why TEXT NOT NULL,
      source TEXT NOT NULL
    ) STRICT;
    CREATE INDEX ledger_order ON ledger (order_number) WHERE order_number IS NOT NULL;
    """

  /// Sealed columns hold in place of plain ones what `Cipher` makes of them. The indexes were written with every event, for
  /// questions that are asked rarely.
  private static let second = """
    ALTER TABLE orders ADD COLUMN sealed BLOB; -- name, phone, code
    ALTER TABLE outbox ADD COLUMN sealed BLOB; -- receiver, text
    ALTER TABLE outbox ADD COLUMN sealed_answer BLOB;
    DROP INDEX outbox_state;
    DROP INDEX ledger_order;
    """

  /// The unlock that was asked for and has not come to its end. Orders may also be `announced` from here on, which an older
  /// agent would take for damage.
  private static let third = """
    ALTER TABLE compartments ADD COLUMN asked_unlock_reason TEXT;
    ALTER TABLE compartments ADD COLUMN asked_unlock_at INTEGER;
    ALTER TABLE compartments ADD COLUMN asked_unlock_opened INTEGER;
    """
}
