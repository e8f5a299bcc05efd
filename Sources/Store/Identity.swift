import CCrypto
import LockerDomain

/// Who this store is, and the key of its digests.
struct Identity: Equatable {
  /// 128 random bits in hexadecimal digits; part of every idempotency key.
  private(set) var storeID: String
  /// The digests' key, as it is stored: sealed in a store whose secrets are. Whoever had it could find a code by trying all.
  private var storedKey: [UInt8]
  /// Nil while it is sealed.
  private var key: [UInt8]?
  /// The digest of the machine's id. The id itself is nobody else's business: machine-id(5) asks not to spread it.
  private(set) var machine: BodyDigest
  /// The agent's clock never goes behind this.
  var earliest: Moment?

  /// A new one, of this machine.
  init(machineID: String) {
    // The system's generator: getrandom(2).
    storeID = Self.randomID()
    storedKey = Self.randomBytes(Self.keyBytes)
    key = storedKey
    machine = BodyDigest(bytes: [])
    machine = digest(ofMachine: machineID)
  }

  init(_ row: inout Row) throws(StoreError) {
    storeID = try row.next()
    storedKey = try row.next()
    key = storedKey.count == Self.keyBytes ? storedKey : nil
    machine = try row.next()
    earliest = try row.next()
  }

  /// Orders were lost, and with them which of their cycles' keys Prokeep may know: no key is used again.
  mutating func renewID() { storeID = Self.randomID() }

  private static func randomID() -> String { randomBytes(16).map { hex($0) }.joined() }

  private static let keyBytes = 32
  private static let cell = Cipher.Cell(table: "identity", row: "1", column: "key")

  static let columns = "store_id, key, machine, earliest"

  static func read(from database: Database) throws(StoreError) -> Identity? {
    try database.first("SELECT \(columns) FROM identity") { row throws(StoreError) in try Identity(&row) }
  }

  func write(to database: Database) throws(StoreError) {
    try database.run(
      "INSERT OR REPLACE INTO identity (one, \(Self.columns)) VALUES (1, ?, ?, ?, ?)", storeID, storedKey, machine,
      earliest)
  }

  /// The store's secrets are sealed.
  var isSealed: Bool { storedKey.count != Self.keyBytes }

  mutating func seal(with cipher: Cipher) {
    guard let key, !isSealed else { return }
    storedKey = cipher.seal(key, as: Self.cell)
  }

  /// False when it was sealed with another key.
  mutating func open(with cipher: Cipher) -> Bool {
    key = cipher.open(storedKey, as: Self.cell)
    return key != nil
  }

  /// Nobody can tell while the digests' key is sealed; then nothing is sent either.
  func belongs(to machineID: String) -> Bool { key == nil || machine == digest(ofMachine: machineID) }

  mutating func adopt(machineID: String) { machine = digest(ofMachine: machineID) }

  /// The order's body and compartments, in whatever sequence these were named; not its number.
  ///
  /// Every part stands with its length in front, so that no two requests are spelled alike.
  func digest(of request: OrderRequest) -> BodyDigest {
    let body = request.body
    var parts = ["order", body.name == nil ? "" : "name", body.name ?? "", body.phone.text, body.code.text]
    parts += request.compartments.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return digest(of: parts)
  }

  private func digest(ofMachine id: String) -> BodyDigest { digest(of: ["machine", id]) }

  /// HMAC-SHA-256 (RFC 2104).
  private func digest(of parts: [String]) -> BodyDigest {
    let message = TextList.bytes(of: parts)
    guard let key else { preconditionFailure("a digest was asked for while its key is sealed") }
    var result = [UInt8](repeating: 0, count: 32)
    let made = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &result, nil)
    precondition(made != nil, "libcrypto has no SHA-256")
    return BodyDigest(bytes: result)
  }

  private static func randomBytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
