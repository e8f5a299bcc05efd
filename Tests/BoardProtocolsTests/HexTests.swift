import BoardProtocols
import Testing

struct HexTests {
  @Test(arguments: ["80 01 00 33 B2", "80010033b2", "0x80,0x01,0x00,0x33,0xB2", "80:01:00:33:b2", " 8001 0033-B2\n"])
  func readsWhatPeopleWrite(_ text: String) throws {
    #expect(try Hex.bytes(text) == [0x80, 0x01, 0x00, 0x33, 0xB2])
  }

  @Test(arguments: [
    ("8", "“8” has an odd number of digits; write two for each byte"),
    ("80 0G", "“0G” is not hexadecimal; write the frame like 80 01 00 33 B2"),
    ("", "there are no bytes; write the frame like 80 01 00 33 B2"),
  ])
  func saysWhatIsWrong(_ text: String, _ message: String) {
    let error = #expect(throws: InvalidFrame.self) { try Hex.bytes(text) }
    #expect(error?.message == message)
  }
}
