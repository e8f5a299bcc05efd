import Testing

@testable import Prokeep

@Suite struct EndpointTests {
  @Test(arguments: [
    ("https://gotham.prokeep.com/rest/v1", "https://gotham.prokeep.com/rest/v1", false),
    ("https://gotham.prokeep.com/rest/v1/", "https://gotham.prokeep.com/rest/v1", false),
    ("https://gotham.prokeep.com", "https://gotham.prokeep.com", false),
    ("http://127.0.0.1:8080/rest/v1", "http://127.0.0.1:8080/rest/v1", true),
    ("http://127.8.9.10/", "http://127.8.9.10", true),
    ("http://[::1]:8080/x", "http://[::1]:8080/x", true),
    ("https://127.0.0.1/x", "https://127.0.0.1/x", false),
  ])
  func taken(_ text: String, _ base: String, _ isLoopback: Bool) throws {
    let endpoint = try Endpoint(text)
    #expect(endpoint.base == base)
    #expect(endpoint.isLoopback == isLoopback)
  }

  @Test(arguments: [
    ("http://gotham.prokeep.com/rest/v1", "only https"),
    ("http://localhost:8080", "literal loopback"),
    ("http://127.0.0.1.example.com/", "only https"),
    ("http://128.0.0.1/", "only https"),
    ("http://[::2]/", "only https"),
    ("ftp://gotham.prokeep.com/", "scheme ftp"),
    ("file:///etc/passwd", "is not a url"),
    ("gotham.prokeep.com/rest", "is not a url"),
    ("", "is not a url"),
    ("https://ada:pw@gotham.prokeep.com/", "credentials_file"),
    ("https://gotham.prokeep.com/?a=b", "query"),
    ("https://gotham.prokeep.com/#x", "fragment"),
    ("https://gotham prokeep.com/", "is not a url"),
  ])
  func refused(_ text: String, _ words: String) {
    let error = #expect(throws: ProkeepError.self) { try Endpoint(text) }
    #expect(error?.code == .url)
    #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
  }

  @Test func passwordInAURLIsNotRepeated() {
    let error = #expect(throws: ProkeepError.self) { try Endpoint("https://ada:hunter2@gotham.prokeep.com/") }
    #expect(error.map { "\($0) \($0.subject)" }?.contains("hunter2") == false)
  }
}
