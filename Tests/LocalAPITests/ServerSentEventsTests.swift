import LocalAPI
import Testing

@Suite struct ServerSentEventsTests {
  @Test func readsWhatItWritesInAnyPieces() throws {
    let bytes = Array(
      (ServerSentEvents.frame(id: 1, data: "{\"a\":1}") + ServerSentEvents.frame(id: 2, data: "ü")).utf8)
    for size in 1...bytes.count {
      var decoder = ServerSentEvents()
      var events: [String] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        events += try decoder.read(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(events == ["{\"a\":1}", "ü"])
    }
  }

  @Test func takesCarriageReturnsAndLeavesCommentsOut() throws {
    var decoder = ServerSentEvents()
    #expect(try decoder.read(Array(": hello\r\n\r\ndata:one\r\ndata: two\r\n\r\n".utf8)) == ["one\ntwo"])
  }

  @Test func refusesALineWithoutEnd() {
    var decoder = ServerSentEvents()
    #expect(throws: ServerSentEvents.LineTooLong.self) {
      try decoder.read(repeatElement(UInt8(ascii: "x"), count: 2 << 20))
    }
  }
}
