import Linux
@testable import LockerDomain
@testable import Store
import Testing

@Suite struct DigestTests {
  let folder = TemporaryFolder()

  private func request(
    _ number: String = "S-1", name: String? = "Ada", phone: String = Samples.phone, code: String = "0042",
    at compartments: [String] = ["A1", "A12"], loaded: Bool = false
  ) throws -> OrderRequest {
    OrderRequest(
      number: try OrderNumber(number), body: try Samples.body(phone, code: code, name: name),
      compartments: try compartments.map { try CompartmentName($0) }, loaded: loaded)
  }

  @Test func sameRequestSameDigestAlsoAfterAStart() throws {
    let first: BodyDigest
    do { first = try Samples.store(folder).digest(of: request()) }
    let store = try Samples.store(folder)
    #expect(try store.digest(of: request()) == first)
    #expect(first.bytes.count == 32)
    #expect(try store.digest(of: request("S-2", at: ["A12", "A1"], loaded: true)) == first)
  }

  @Test func anythingElseIsAnotherDigest() throws {
    let store = try Samples.store(folder)
    let digests = try [
      request(), request(name: nil), request(name: "Ad", code: "a0042"), request(phone: "+12015550198"),
      request(code: "42"), request(at: ["A1"]), request(at: ["A", "1A12"]), request(name: "name"),
    ].map(store.digest)
    #expect(Set(digests).count == digests.count)
  }

  @Test func anotherStoreHasAnotherKey() throws {
    let other = TemporaryFolder()
    #expect(try Samples.store(folder).digest(of: request()) != Samples.store(other).digest(of: request()))
  }
}
