/// The key of what the store keeps secret. It never shows in a log or a description.
package struct StoreKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let bytes: [UInt8]

  /// - Parameter text: 64 hexadecimal digits, as `openssl rand -hex 32` prints them. Nil when it is anything else.
  package init?(hexadecimal text: String) {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard text.utf8.count == 2 * AESGCM.keyBytes, digits.count == text.utf8.count else { return nil }
    bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  package var description: String { "store key (hidden)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What whoever opens the store has as its key.
package enum KeyOffer: Sendable {
  /// None is wanted: a store that has none yet stays plain.
  case none
  case key(StoreKey)
  /// One is wanted and can't be had: why, as a sentence without its full stop.
  case unreadable(String)
}
