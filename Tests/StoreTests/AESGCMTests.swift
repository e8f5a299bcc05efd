@testable import Store
import Testing

/// D. McGrew, J. Viega: The Galois/Counter Mode of Operation (GCM), revised 2005, appendix B, test cases 13 to 16: those with a
/// key of 256 bits and a nonce of 96. The same are in NIST's submission of the mode.
@Suite struct AESGCMTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var number: Int
    var key: String
    var nonce: String
    var text = ""
    var associated = ""
    var sealed = ""
    var tag: String

    var testDescription: String { "test case \(number)" }
  }

  private static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
  private static let zeroKey = String(repeating: "0", count: 64)
  private static let text =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
  private static let sealed =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"

  private static let vectors = [
    Vector(number: 13, key: zeroKey, nonce: "000000000000000000000000", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
    Vector(
      number: 14, key: zeroKey, nonce: "000000000000000000000000", text: "00000000000000000000000000000000",
      sealed: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919"),
    Vector(
      number: 15, key: key, nonce: "cafebabefacedbaddecaf888", text: text, sealed: sealed,
      tag: "b094dac5d93471bdec1a502270e3cc6c"),
    Vector(
      number: 16, key: key, nonce: "cafebabefacedbaddecaf888", text: String(text.dropLast(8)),
      associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2", sealed: String(sealed.dropLast(8)),
      tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
  ]

  @Test(arguments: vectors)
  func knownAnswer(_ vector: Vector) {
    let (key, nonce) = (bytes(vector.key), bytes(vector.nonce))
    let associated = bytes(vector.associated)
    let sealed = AESGCM.seal(bytes(vector.text), key: key, nonce: nonce, associated: associated)
    #expect(sealed == bytes(vector.sealed) + bytes(vector.tag))
    #expect(AESGCM.open(sealed, key: key, nonce: nonce, associated: associated) == bytes(vector.text))
  }

  @Test(arguments: vectors)
  func anyBitThatDiffersIsNoticed(_ vector: Vector) {
    let (key, nonce, associated) = (bytes(vector.key), bytes(vector.nonce), bytes(vector.associated))
    let sealed = bytes(vector.sealed) + bytes(vector.tag)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(AESGCM.open(changed, key: key, nonce: nonce, associated: associated) == nil)
    }
    var other = key
    other[31] ^= 0x80
    #expect(AESGCM.open(sealed, key: other, nonce: nonce, associated: associated) == nil)
    #expect(AESGCM.open(sealed, key: key, nonce: nonce, associated: associated + [0]) == nil)
    #expect(AESGCM.open(Array(sealed.suffix(15)), key: key, nonce: nonce, associated: associated) == nil)
  }

  private func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
