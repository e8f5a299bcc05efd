import CCrypto
import LockerDomain

/// Who this store is, and the key of its digests.
struct Identity: Equatable {
  /// 128 random bits in hexadecimal digits; part of every idempotency key.
  let storeID: String
  private(set) var key: [UInt8]
  /// The digest of the machine's id. The id itself is nobody else's business: machine-id(5) asks not to spread it.
  private(set) var machine: BodyDigest
  /// The agent's clock never goes behind this.
  var earliest: Moment?

  /// A new one, of this machine.
  init(machineID: String) {
    // The system's generator: getrandom(2).
    storeID = Self.randomBytes(16).map { Self.hex($0) }.joined()
    key = Self.randomBytes(32)
    machine = BodyDigest(bytes: [])
    machine = digest(ofMachine: machineID)
  }

  init(_ row: inout Row) throws(StoreError) {
    storeID = try row.next()
    key = try row.next()
    machine = try row.next()
    earliest = try row.next()
  }

  static let columns = "store_id, key, machine, earliest"

  static func read(from database: Database) throws(StoreError) -> Identity? {
    try database.first("SELECT \(columns) FROM identity") { row throws(StoreError) in try Identity(&row) }
  }

  func write(to database: Database) throws(StoreError) {
    try database.run(
      "INSERT OR REPLACE INTO identity (one, \(Self.columns)) VALUES (1, ?, ?, ?, ?)", storeID, key, machine, earliest)
  }

  func belongs(to machineID: String) -> Bool { machine == digest(ofMachine: machineID) }

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
    var message: [UInt8] = []
    for part in parts {
      withUnsafeBytes(of: UInt32(part.utf8.count).bigEndian) { message += $0 }
      message += part.utf8
    }
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
