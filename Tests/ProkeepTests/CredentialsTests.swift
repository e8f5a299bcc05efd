import Linux
import Testing

@testable import Prokeep

@Suite struct CredentialsTests {
  @Test(arguments: [
    ("ada:pw", "ada", "pw"), ("ada:pw\n", "ada", "pw"), ("ada:pw\r\n", "ada", "pw"), ("ada:p:w", "ada", "p:w"),
    ("ada: p w ", "ada", " p w "), ("äda:pü", "äda", "pü"),
  ])
  func taken(_ line: String, _ username: String, _ password: String) throws {
    let pair = try Credentials(line: Array(line.utf8), path: "/x")
    #expect(pair.username == username)
    #expect(pair.password == password)
  }

  @Test(arguments: [
    ("", "is empty"), ("\n", "is empty"), ("ada", "no colon"), (":pw", "no user name"), ("ada:", "no password"),
    ("ada:pw\nbob:pw\n", "more than one line"), ("ada:pw\n\n", "more than one line"), ("ada:p\tw", "control character"),
    ("ada:p\0w", "control character"), ("ada\r:pw", "control character"),
  ])
  func refused(_ line: String, _ words: String) {
    let error = #expect(throws: ProkeepError.self) { try Credentials(line: Array(line.utf8), path: "/x/pair") }
    #expect(error?.code == .credentials)
    #expect(error?.sentence.contains(words) == true)
    #expect(error?.sentence.contains("/x/pair") == true)
    #expect(error?.sentence.contains("pw") == false)
  }

  @Test func notUTF8() {
    let error = #expect(throws: ProkeepError.self) { try Credentials(line: [0x61, 0x3a, 0xff], path: "/x") }
    #expect(error?.sentence.contains("UTF-8") == true)
  }

  @Test func neverShown() {
    let pair = Credentials(username: "ada", password: "hunter2")
    var dumped = ""
    dump(pair, to: &dumped)
    for text in ["\(pair)", String(reflecting: pair), dumped] {
      #expect(!text.contains("hunter2"))
      #expect(!text.contains("ada"))
    }
  }

  @Test func fileIsReadEachTime() throws {
    let folder = try TemporaryFolder(prefix: "prokeep-test")
    let credentials = CredentialsFile(path: try folder.write("ada:one\n", to: "prokeep"))
    #expect(try credentials.read() == Credentials(username: "ada", password: "one"))
    try folder.write("ada:two\n", to: "prokeep")
    #expect(try credentials.read() == Credentials(username: "ada", password: "two"))
  }

  @Test(arguments: [("/nonexistent/prokeep", "isn't there"), ("/tmp", "is a directory")])
  func unreadable(_ path: String, _ words: String) {
    let error = #expect(throws: ProkeepError.self) { try CredentialsFile(path: path).read() }
    #expect(error?.errno != nil)
    #expect(error?.sentence.contains(words) == true)
  }

  @Test func tooLong() throws {
    let folder = try TemporaryFolder(prefix: "prokeep-test")
    let path = try folder.write("ada:" + String(repeating: "x", count: 5000), to: "prokeep")
    let error = #expect(throws: ProkeepError.self) { try CredentialsFile(path: path).read() }
    #expect(error?.sentence.contains("longer than") == true)
  }
}
