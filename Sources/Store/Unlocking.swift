/// Brings a store together with the key that is offered for it.
struct Unlocking {
  let database: Database

  /// Opens the store's secrets, or seals those of a plain store: all of them, or, when something fails, none.
  /// - Returns: why they can't be read, or not be sealed, as a sentence; nil when all is well.
  func run(_ identity: inout Identity, with offer: KeyOffer) throws(StoreError) -> String? {
    switch offer {
    case .none:
      let isSealed = identity.isSealed ? true : try holdsSealed()
      return isSealed ? "the store is encrypted, and the configuration names no key for it (store_key_file)" : nil
    case .unreadable(let reason):
      return reason
    case .key(let key):
      let cipher = Cipher(key)
      guard try identity.isSealed ? identity.open(with: cipher) : opensWhatIsSealed(cipher) else {
        return "the store is encrypted with another key than the one in store_key_file"
      }
      database.cipher = cipher
      if !identity.isSealed { identity = try sealed(identity, with: cipher) }
      return nil
    }
  }

  /// What a reader can do: with the right key it sees the secrets, otherwise it doesn't.
  func openIfRight(_ key: StoreKey) throws(StoreError) {
    guard var identity = try Identity.read(from: database), identity.isSealed else { return }
    let cipher = Cipher(key)
    if identity.open(with: cipher) { database.cipher = cipher }
  }

  private func sealed(_ identity: Identity, with cipher: Cipher) throws(StoreError) -> Identity {
    var identity = identity
    identity.seal(with: cipher)
    try database.transaction { () throws(StoreError) in
      try OrderTable(database: database).seal()
      try OutboxTable(database: database).seal()
      try identity.write(to: database)
    }
    // What was plain is zeroed in the file, and now leaves the log; on a full disk, as soon as there is room (`Store.tidy`).
    _ = try? database.checkpoint()
    return identity
  }

  private static let sealedCells = """
    SELECT 'orders', number, 'sealed', sealed FROM orders WHERE sealed IS NOT NULL
    UNION ALL SELECT 'outbox', CAST(id AS TEXT), 'sealed', sealed FROM outbox WHERE sealed IS NOT NULL
    UNION ALL SELECT 'outbox', CAST(id AS TEXT), 'sealed_answer', sealed_answer FROM outbox
      WHERE sealed_answer IS NOT NULL
    """

  /// The identity says so, unless a damaged store has lost it.
  private func holdsSealed() throws(StoreError) -> Bool {
    try database.first(Self.sealedCells) { _ throws(StoreError) in true } ?? false
  }

  /// One cell that opens shows that the key is right; others may be damaged, and are then unreadable by themselves.
  private func opensWhatIsSealed(_ cipher: Cipher) throws(StoreError) -> Bool {
    guard try holdsSealed() else { return true }
    var isOpen = false
    try database.forEach(Self.sealedCells) { row throws(StoreError) in
      let cell = Cipher.Cell(table: try row.next(), row: try row.next(), column: try row.next())
      isOpen = cipher.open(try row.next(), as: cell) != nil
      return !isOpen
    }
    return isOpen
  }
}
