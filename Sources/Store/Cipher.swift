/// Seals what a cell of the store keeps secret: names, phones, codes, texts.
///
/// A sealed cell is a version byte (1), the nonce (12 random bytes), the cipher text, and the tag (16 bytes). Table, row and
/// column are authenticated with it: a cell that somebody moved to another place does not open there.
struct Cipher {
  /// Where a value stands.
  struct Cell {
    let table: String
    let row: String
    let column: String
  }

  private static let version: UInt8 = 1
  private let key: StoreKey

  init(_ key: StoreKey) { self.key = key }

  func seal(_ bytes: [UInt8], as cell: Cell) -> [UInt8] {
    // The system's generator: getrandom(2).
    let nonce = (0..<AESGCM.nonceBytes).map { _ in UInt8.random(in: .min ... .max) }
    return [Self.version] + nonce
      + AESGCM.seal(bytes, key: key.bytes, nonce: nonce, associated: Self.associated(with: cell))
  }

  /// Nil when it was sealed with another key or for another cell, or has been changed.
  func open(_ sealed: [UInt8], as cell: Cell) -> [UInt8]? {
    guard sealed.first == Self.version else { return nil }
    let nonce = Array(sealed.dropFirst().prefix(AESGCM.nonceBytes))
    return AESGCM.open(
      Array(sealed.dropFirst(1 + AESGCM.nonceBytes)), key: key.bytes, nonce: nonce,
      associated: Self.associated(with: cell))
  }

  /// Several texts in one cell.
  func seal(_ texts: [String?], as cell: Cell) -> [UInt8] { seal(TextList.bytes(of: texts), as: cell) }

  func openTexts(_ sealed: [UInt8], as cell: Cell) -> [String?]? {
    open(sealed, as: cell).flatMap { TextList.texts(in: $0) }
  }

  private static func associated(with cell: Cell) -> [UInt8] {
    [version] + TextList.bytes(of: [cell.table, cell.row, cell.column])
  }
}
