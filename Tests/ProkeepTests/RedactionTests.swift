import LockerDomain
import Testing

@testable import Prokeep

@Suite struct RedactionTests {
  private func strike(_ body: String, secrets: [String] = [], numbers: [String] = ["+12015550199"]) -> String {
    Redaction(secrets: secrets, numbers: numbers.map(Sample.number)).strike(Array(body.utf8))
  }

  @Test(arguments: [
    "+12015550199", "12015550199", "2015550199", "(201) 555-0199", "+1 201-555-0199", "1.201.555.0199", "201 555 0199",
  ])
  func numberInAnyGrouping(_ number: String) {
    #expect(strike(#"{"to":"\#(number)","x":1}"#) == #"{"to":"***","x":1}"#)
  }

  @Test func otherNumbersStay() {
    #expect(strike("code 21211, see 2015550") == "code 21211, see 2015550")
  }

  @Test func numberWithoutCountryCodeOne() {
    #expect(strike("a +447700900123 b 7700900123", numbers: ["+447700900123"]) == "a *** b 7700900123")
  }

  @Test func codeWhereverItStands() {
    #expect(strike("code 0042 and x0042y", secrets: ["0042"]) == "code *** and x***y")
  }

  @Test func casesDoNotMatter() {
    #expect(strike("was AB-9z and ab-9Z", secrets: ["Ab-9Z"]) == "was *** and ***")
  }

  @Test(arguments: [
    (#"Say "hi"\bye"#, #"{"text":"Say \"hi\"\\bye"}"#), ("a/b at 5", #"{"text":"a\/b at 5"}"#),
    ("Zoë: 42", #"{"text":"Zo\u00eb: 42"}"#), ("Zoë: 42", #"{"text":"Zo\u00EB: 42"}"#),
    ("one\ntwo\tthree", #"{"text":"one\ntwo\tthree"}"#), ("box 📦 7", #"{"text":"box \ud83d\udce6 7"}"#),
    ("box 📦 7", #"{"text":"box 📦 7"}"#),
  ])
  func textAsJSONWritesIt(_ text: String, _ body: String) {
    #expect(strike(body, secrets: [text]) == #"{"text":"***"}"#)
  }

  @Test func longestSecretFirst() {
    #expect(strike("Your code: 0042!", secrets: ["0042", "Your code: 0042!"]) == "***")
  }

  @Test func secretCutAtTheEnd() {
    #expect(strike(#"{"text":"Your co"#, secrets: ["Your code: 0042"]) == #"{"text":"***"#)
    #expect(strike("ends in Yo", secrets: ["Your code: 0042"]) == "ends in Yo")
  }

  @Test func cutToTwoKiB() {
    let struck = strike(String(repeating: "é", count: 5000))
    #expect(struck.utf8.count == 2048)
    #expect(struck.allSatisfy { $0 == "é" })
  }

  @Test func secretAcrossTheCutIsStruckWhole() {
    let struck = strike(String(repeating: "x", count: 2046) + "0042-0042-0042", secrets: ["0042-0042-0042"])
    #expect(struck == String(repeating: "x", count: 2046) + "**")
  }

  @Test func controlCharactersAreReplaced() {
    #expect(strike("a\u{1b}[2Jb\r\nc\td\u{9b}e") == "a\u{FFFD}[2Jb\u{FFFD}\nc\td\u{FFFD}e")
  }

  @Test func brokenUTF8() {
    #expect(Redaction(secrets: [], numbers: []).strike([0x61, 0xff, 0x62]) == "a\u{FFFD}b")
  }

  @Test func emptySecretsStrikeNothing() {
    #expect(strike("abc", secrets: [""]) == "abc")
  }
}
