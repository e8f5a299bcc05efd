import BoardProtocols
import LockerDomain
import Testing

@testable import Configuration

@Suite struct WordsTests {
  @Test(arguments: [
    ("", PlainWord.nothing), ("~", .nothing), ("null", .nothing), ("true", .boolean), ("false", .boolean),
    ("yes", .text), ("True", .text), ("off", .text), ("15", .whole), ("-3", .whole), ("+12015550123", .whole),
    ("1.5", .decimal), ("1.", .text), (".5", .text), ("1e3", .text), ("0x10", .text), ("1_000", .text),
    ("12:30", .text),
    ("1.2.3", .text), ("-", .text), ("A1", .text),
  ])
  func onlyDecimalNumbersAreNumbers(text: String, word: PlainWord) { #expect(PlainWord(text) == word) }

  @Test(arguments: [
    ("B2..B4", ["B2", "B3", "B4"]), ("1..2", ["1", "2"]), ("A09..A11", ["A09", "A10", "A11"]), ("X7..X7", ["X7"]),
    ("Row 1-9..Row 1-10", ["Row 1-9", "Row 1-10"]),
  ])
  func rangesAreWrittenOut(text: String, names: [String]) throws { #expect(try NameRange(text).names == names) }

  @Test(arguments: [
    "B2", "B2..", "..B2", "B2..C4", "B4..B2", "B2..B502", "B01..B100", "B2...B4", "B..C",
    "B1..B99999999999999999999", "..",
  ])
  func otherRangesAreRefused(text: String) { #expect(throws: NameRange.Problem.self) { try NameRange(text) } }

  @Test(arguments: [
    ("adress", "address"), ("poll-ms", "poll_ms"), ("Prokeep", "prokeep"), ("lcok", "lock"), ("x", nil),
    ("templates", "template"), ("entirely-other", nil),
  ])
  func nearWordsAreSuggested(word: String, meant: String?) {
    #expect(Spelling.nearest(to: word, in: ["address", "poll_ms", "prokeep", "lock", "template"]) == meant)
  }

  @Test(arguments: [
    "https://gotham.prokeep.com/rest/v1", "https://gotham.prokeep.com", "HTTPS://gotham.prokeep.com:8443/rest",
    "http://127.0.0.1:8080/rest/v1", "http://127.1.2.3", "http://[::1]:8080/rest/v1", "https://[2001:db8::1]/rest",
  ])
  func endpointsAreTaken(text: String) throws {
    let address = try WebAddress.parse(text).get()
    #expect(address.refusalAsEndpoint == nil)
    #expect(address.text == text)
  }

  @Test(arguments: [
    "http://gotham.prokeep.com", "http://localhost", "http://127.1", "http://127.0.0.01",
    "http://127.0.0.1.example.com",
    "http://128.0.0.1", "http://[::2]", "http://[0:0::1]", "https://", "https:///rest", "https://a b", "https://a:0",
    "https://a:65536", "https://a:", "https://[::1", "https://u@a", "https://a?b", "https://a#b", "https://a\\b",
    "https://ä.example", "//a", "a", "", "https://a/messages/", "ws://a", "https://a:80:80",
  ])
  func otherEndpointsAreRefused(text: String) {
    switch WebAddress.parse(text) {
    case .failure: break
    case .success(let address): #expect(address.refusalAsEndpoint != nil)
    }
  }

  @Test func slashesAtTheEndAreDropped() throws {
    #expect(try WebAddress.parse("https://a.example/rest/v1//").get().text == "https://a.example/rest/v1")
  }
}
