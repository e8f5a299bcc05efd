import LocalAPI
import Testing

@Suite struct OutboxQueryTests {
  @Test func nothingAskedIsTheLatestThousand() throws { #expect(try OutboxQuery([:]) == OutboxQuery()) }

  @Test func allParametersAreRead() throws {
    #expect(
      try OutboxQuery(["state": "dead", "order": "S-1", "after": "0", "limit": "1"])
        == OutboxQuery(state: "dead", order: "S-1", after: 0, limit: 1))
  }

  @Test(arguments: [
    ("limit", "0"), ("limit", "1001"), ("limit", "many"), ("limit", ""), ("after", "-1"),
    ("after", "9223372036854775808"),
  ])
  func aNumberOutOfRangeIsNamed(name: String, value: String) throws {
    let problem = try #require(throws: Problem.self) { try OutboxQuery([name: value]) }
    #expect(problem.kind == .invalidValue)
    #expect(problem.field == name)
  }
}
