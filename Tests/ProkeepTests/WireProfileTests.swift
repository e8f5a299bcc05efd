import Testing

@testable import Prokeep

@Suite struct WireProfileTests {
  @Test func documentedBody() {
    #expect(
      String(decoding: WireProfile.prokeep.body(of: Sample.message("a \"b\" / ü\nc")), as: UTF8.self)
        == #"{"from":"+12015550123","text":"a \"b\" / ü\nc","to":"+12015550199"}"#)
  }

  @Test func optionalFields() {
    var profile = WireProfile.prokeep
    profile.tags = ["order_pickup"]
    profile.statusCallback = "https://example.com/cb"
    #expect(
      String(decoding: profile.body(of: Sample.message("x")), as: UTF8.self)
        == #"{"from":"+12015550123","status_callback":"https://example.com/cb","tags":["order_pickup"],"#
        + #""text":"x","to":"+12015550199"}"#)
  }

  @Test func idempotencyKeyOnlyWhereKnown() {
    #expect(!WireProfile.prokeep.headers(of: Sample.message()).contains { $0.contains("gotham/4711") })
    var profile = WireProfile.prokeep
    profile.idempotency = WireProfile.Idempotency()
    var message = Sample.message()
    message.key = #"a"b\c"#
    #expect(profile.headers(of: message).contains(#"Idempotency-Key: "a\"b\\c""#))
  }

  @Test(arguments: [
    (202, StatusClasses.Meaning.accepted), (401, .pairRefused), (403, .pairRefused), (408, .retry), (425, .retry),
    (429, .retry), (500, .retry), (502, .retry), (503, .retry), (504, .retry), (599, .retry), (999, .retry),
    (400, .refused), (402, .refused), (404, .refused), (407, .refused), (409, .refused), (410, .refused),
    (413, .refused),
    (418, .refused), (422, .refused), (451, .refused), (301, .refused), (302, .refused), (307, .refused),
    (308, .refused),
    (200, .refused), (201, .refused), (204, .refused),
  ])
  func statusClasses(_ status: Int, _ meaning: StatusClasses.Meaning) {
    #expect(WireProfile.prokeep.statuses.meaning(of: status) == meaning)
  }

  @Test(arguments: [
    ("/data/id", #"{"data":{"id":"m-1"}}"#, "m-1"), ("/data/id", #"{"data":{"id":77}}"#, "77"),
    ("/data/0/a~1b", #"{"data":[{"a/b":"x"}]}"#, "x"), ("/data/1", #"{"data":["x"]}"#, nil),
    ("/data/00", #"{"data":["x"]}"#, nil), ("/data/id", #"{"data":null}"#, nil), ("/data/id", "not json", nil),
    ("/data", #"{"data":{"id":1}}"#, nil), ("/~0", #"{"~":"t"}"#, "t"), ("/data/id", "", nil),
  ])
  func messageID(_ pointer: String, _ body: String, _ id: String?) throws {
    var profile = WireProfile.prokeep
    let place: JSONPointer = try #require(JSONPointer(pointer))
    profile.messageIDPointer = place
    #expect(profile.messageID(in: Array(body.utf8)) == id)
    #expect(WireProfile.prokeep.messageID(in: Array(body.utf8)) == nil)
  }

  @Test(arguments: ["data", "/a~", "/a~2"])
  func notAPointer(_ text: String) {
    #expect(JSONPointer(text) == nil)
  }
}
