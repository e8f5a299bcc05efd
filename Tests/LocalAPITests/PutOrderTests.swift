import FoundationEssentials
import LocalAPI
import Testing

@Suite struct PutOrderTests {
  private func read(_ json: String) throws -> PutOrder { try WireJSON.readPlain(PutOrder.self, from: Data(json.utf8)) }

  @Test func readsTheDocumentedBody() throws {
    let order = try read(
      #"{"customer":{"name":"Ada","phone":"+12015550199"},"code":"0042","compartments":["A1"]}"#)
    #expect(
      order
        == PutOrder(customer: .init(name: "Ada", phone: "+12015550199"), code: "0042", compartments: ["A1"]))
    #expect(!order.loaded && !order.again)
  }

  @Test func nameAndFlagsMayBeLeftOut() throws {
    let order = try read(
      #"{"customer":{"phone":"+12015550199"},"code":"1","compartments":["A1","A2"],"loaded":true,"again":true}"#)
    #expect(order.customer.name == nil)
    #expect(order.loaded && order.again)
  }

  @Test(arguments: [
    (#"{"customer":{"phone":"+1"},"code":"1","compartments":["A1"],"compartment":"A2"}"#, "compartment"),
    (#"{"customer":{"phone":"+1","e-mail":"a"},"code":"1","compartments":["A1"]}"#, "customer.e-mail"),
  ])
  func refusesUnknownKeysByName(json: String, field: String) throws {
    let problem = try #require(throws: Problem.self) { try read(json) }
    #expect(problem.kind == .malformedRequest)
    #expect(problem.field == field)
    #expect(problem.detail.contains(field))
  }
}
