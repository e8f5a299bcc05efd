@testable import Store
import Testing

@Suite struct CipherTests {
  private let cipher = Cipher(Samples.key)
  private let cell = Cipher.Cell(table: "orders", row: "S-1", column: "sealed")

  @Test func opensWhatItSealed() {
    let texts = ["Ada Löwe", nil, "", "+12015550199"]
    #expect(cipher.openTexts(cipher.seal(texts, as: cell), as: cell) == texts)
    #expect(cipher.openTexts(cipher.seal([String?](), as: cell), as: cell) == [])
  }

  @Test func noTwoSealedAreAlike() {
    let once = cipher.seal(["0042"], as: cell)
    #expect(once != cipher.seal(["0042"], as: cell))
    #expect(once.count == 1 + 12 + 4 + 4 + 16 && once[0] == 1)
  }

  @Test(arguments: [
    Cipher.Cell(table: "outbox", row: "S-1", column: "sealed"),
    Cipher.Cell(table: "orders", row: "S-2", column: "sealed"),
    Cipher.Cell(table: "orders", row: "S-1", column: "sealed_answer"),
    Cipher.Cell(table: "orders", row: "S-", column: "1sealed"),
  ])
  func doesNotOpenInAnotherPlace(_ other: Cipher.Cell) {
    #expect(cipher.openTexts(cipher.seal(["0042"], as: cell), as: other) == nil)
  }

  @Test func otherKeyVersionOrLengthDoesNotOpen() {
    let sealed = cipher.seal(["0042"], as: cell)
    #expect(Cipher(Samples.otherKey).open(sealed, as: cell) == nil)
    #expect(cipher.open([2] + sealed.dropFirst(), as: cell) == nil)
    for count in 0..<sealed.count { #expect(cipher.open(Array(sealed.prefix(count)), as: cell) == nil) }
  }

  @Test(arguments: [
    "", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65), String(repeating: "g", count: 64),
    String(repeating: "０", count: 64), String(repeating: "0", count: 32) + "\n" + String(repeating: "0", count: 31),
  ])
  func noKey(_ text: String) { #expect(StoreKey(hexadecimal: text) == nil) }

  @Test func keyDoesNotShow() throws {
    let key = try #require(StoreKey(hexadecimal: String(repeating: "aB", count: 32)))
    #expect(key.bytes == [UInt8](repeating: 0xAB, count: 32))
    var dumped = ""
    dump(key, to: &dumped)
    #expect(!"\(key)\(String(reflecting: key))\(dumped)\(KeyOffer.key(key))".contains("171"))
  }

  @Test(arguments: [[0, 0, 0], [0, 0, 0, 2, 65], [0, 0, 0, 1, 0xFF]] as [[UInt8]])
  func noListOfTexts(_ bytes: [UInt8]) { #expect(TextList.texts(in: bytes) == nil) }
}
