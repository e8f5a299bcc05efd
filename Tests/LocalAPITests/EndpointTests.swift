import LocalAPI
import Testing

@Suite struct EndpointTests {
  @Test func fillsInValuesPercentEncoded() {
    #expect(Endpoint.order.path(["S-1.2_3"]) == "/v1/orders/S-1.2_3")
    #expect(Endpoint.trace.path(["bus a/ü"]) == "/v1/buses/bus%20a%2F%C3%BC/trace")
    #expect(Endpoint.command(.cancel).path(["7"]) == "/v1/orders/7/cancel")
    #expect(Endpoint.health.path() == "/v1/health")
  }

  @Test func readsValuesOfItsOwnPathsOnly() {
    #expect(Endpoint.trace.values(in: ["v1", "buses", "bus a", "trace"]) == ["bus a"])
    #expect(Endpoint.trace.values(in: ["v1", "buses", "bus a"]) == nil)
    #expect(Endpoint.order.values(in: ["v1", "outbox", "7"]) == nil)
    #expect(Endpoint.health.values(in: ["v1", "health"]) == [])
  }

  @Test(arguments: [("a%20b", "a b"), ("%C3%BC", "ü"), ("plain", "plain"), ("%2F", "/"), ("", "")])
  func decodes(encoded: String, text: String) {
    #expect(PercentCoding.decode(encoded) == text)
  }

  @Test(arguments: ["%", "%2", "%2x", "%C3", "%ff"])
  func refusesBrokenEncodings(encoded: String) {
    #expect(PercentCoding.decode(encoded) == nil)
  }
}
