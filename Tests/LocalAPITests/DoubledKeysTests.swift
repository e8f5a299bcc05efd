import FoundationEssentials
import Testing

@testable import LocalAPI

@Suite struct DoubledKeysTests {
  private func read(_ json: String) throws -> PutOrder {
    try WireJSON.readRequest(PutOrder.self, from: Data(json.utf8))
  }

  @Test(arguments: [
    (#"{"code":"1","customer":{"phone":"+1"},"compartments":["A1"],"code":"2"}"#, "code"),
    (#"{"customer":{"phone":"+1","name":"a","phone":"+2"},"code":"1","compartments":["A1"]}"#, "customer.phone"),
    (#"{"code":"1","customer":{"phone":"+1"},"compartments":["A1"],"c\u006fde":"2"}"#, "code"),
    (#"{"a":[{"b":1},{"b":1,"c":[],"b":2}]}"#, "a[1].b"),
    (#"{"code":"}\"","code":1}"#, "code"),
  ])
  func aKeyThatStandsTwiceIsNamed(json: String, field: String) throws {
    let problem = try #require(throws: Problem.self) { try read(json) }
    #expect(problem.kind == .malformedRequest)
    #expect(problem.field == field)
    #expect(problem.detail == "\(field) stands there twice")
  }

  @Test func equalKeysOfDifferentObjectsAndEqualTextsAreFine() throws {
    let order = try read(
      #"{"customer":{"name":"code","phone":"+12015550199"},"code":"code","compartments":["code","code"]}"#)
    #expect(order.compartments == ["code", "code"])
  }

  @Test(arguments: ["", "{", #"{"a"#, #"{"a":"b\"#, "[}", "]]}}", #"{"code":"1","code""#])
  func whatIsNoJSONIsTheDecodersBusiness(json: String) { #expect(throws: (any Error).self) { try read(json) } }

  @Test func everyShortTextIsReadToItsEnd() {
    var texts: [[UInt8]] = [[]]
    for _ in 1...5 {
      texts = texts.flatMap { text in "{}[]\",:\\a".utf8.map { text + [$0] } }
      for text in texts { _ = DoubledKeys.first(in: Data(text)) }
    }
  }
}
