import FoundationEssentials
import LocalAPI
import Testing

@Suite struct UnlockRequestTests {
  private func read(_ json: String) throws -> UnlockRequest {
    try WireJSON.readPlain(UnlockRequest.self, from: Data(json.utf8))
  }

  @Test(arguments: UnlockRequest.Reason.allCases)
  func readsEachReason(reason: UnlockRequest.Reason) throws {
    #expect(try read(#"{"reason":"\#(reason.rawValue)"}"#) == UnlockRequest(reason: reason))
  }

  @Test func anotherReasonIsToldTheOnesThatThereAre() throws {
    let problem = try #require(throws: Problem.self) { try read(#"{"reason":"because"}"#) }
    #expect(problem.kind == .invalidValue && problem.field == "reason")
    #expect(problem.detail == "the reason of an unlock is one of staff, pickup, service")
  }

  @Test(arguments: [#"{}"#, #"{"reason":7}"#, #"{"reason":null}"#])
  func refusesWhatIsNoReason(json: String) { #expect(throws: DecodingError.self) { try read(json) } }

  @Test func refusesUnknownKeysByName() throws {
    let problem = try #require(throws: Problem.self) { try read(#"{"reason":"staff","all":true}"#) }
    #expect(problem.kind == .malformedRequest && problem.field == "all")
  }
}
