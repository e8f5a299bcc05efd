import Linux
import FoundationEssentials
import Testing

/// `check`, as an installer sees it.
@Suite(.timeLimit(.minutes(1)))
struct CheckTests {
  /// The bench's configuration with one thing written otherwise, and what is to be said about it.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let line: Int
    let column: Int
    let message: String
    var testDescription: String { new }

    init(_ old: String, _ new: String, _ line: Int, _ column: Int, _ message: String) {
      self.old = old
      self.new = new
      self.line = line
      self.column = column
      self.message = message
    }
  }

  static let mistakes = [
    Mistake("poll_ms", "pol_ms", 15, 5, "did you mean `poll_ms`?"),
    Mistake("  retry_cap_s", "\tretry_cap_s", 6, 1, "indent with spaces"),
    Mistake("\"+12015550123\"", "+12015550123", 4, 9, "in quotes"),
    Mistake("poll_ms: 30", "poll_ms: fast", 15, 14, "number"),
    Mistake("protocol: kerong-cu-3x", "protocol: kerong", 14, 15, "shuoming-8a"),
    Mistake("clock: trusted", "clock: yes", 8, 8, "kernel"),
    Mistake("locks: 16", "locks: 99", 17, 34, "16"),
    Mistake("bus: bus-a", "bus: bus-b", 19, 34, "did you mean `bus-a`?"),
    Mistake("names: A1..A16", "names: A16..A1", 19, 13, "write A1..A16"),
    Mistake("  from:", "  id: x\n  from:", 4, 3, "`id`"),
  ]

  @Test("ten mistakes, ten explanations, each with its place", arguments: mistakes)
  func isExplained(mistake: Mistake) async throws {
    let bench = try await Bench(changes: [mistake.old: mistake.new])
    let ended = try await bench.run("check")
    #expect(ended.code == 78)
    let place = "\(bench.configuration):\(mistake.line):\(mistake.column): error: "
    let errors = ended.output.split(separator: "\n").filter { $0.contains(": error: ") }
    #expect(errors.count == 1 && errors[0].hasPrefix(place), "\(ended.output)")
    #expect(errors.first?.contains(mistake.message) == true, "\(ended.output)")
    #expect(try await bench.run("run").code == 78)
  }

  @Test("no two of them read alike")
  func areDifferent() async throws {
    var sentences: Set<Substring> = []
    for mistake in Self.mistakes {
      let bench = try await Bench(changes: [mistake.old: mistake.new])
      let output = try await bench.run("check").output
      sentences.insert(try #require(output.firstRange(of: ": error: ").map { output[$0.upperBound...] }))
    }
    #expect(sentences.count == Self.mistakes.count)
  }

  @Test("a good configuration is told what it starts")
  func good() async throws {
    let bench = try await Bench()
    // A store without a key is a warning.
    let plain = try await bench.run("check")
    #expect(plain.code == 0 && plain.output.contains(": warning: phones, codes and texts stand unencrypted"))
    let key = try bench.folder.write("", to: "store-key")
    try bench.configure(["api: {": "store_key_file: \(key)\napi: {"])
    let ended = try await bench.run("check")
    #expect(ended.code == 0)
    #expect(ended.errors == "")
    #expect(
      ended.output
        == "\(bench.configuration): bank bench can start: 16 compartments, 0 GPIO chips, 1 serial bus\n")
  }

  @Test("the example has nothing worse than warnings about devices that aren't here")
  func example() async throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/config.yaml.example").path
    let ended = try await Program([try Bench.executable(), "check", "--config", file]).end()
    #expect(ended.code == 0, "\(ended.output)")
    #expect(!ended.output.contains(": error: "), "\(ended.output)")
  }

  @Test("a file that isn't there")
  func missing() async throws {
    let bench = try await Bench()
    let ended = try await bench.run(["check"], config: "nothing.yaml")
    #expect(ended.code == 78)
    #expect(ended.output.contains(bench.folder.file("nothing.yaml")), "\(ended.output)")
  }
}
