import Glibc
import LocalAPI
import Simulation
import Testing

/// The help of every command and the shape of every JSON answer, as they were when somebody last looked at them.
@Suite(.timeLimit(.minutes(1)))
struct HelpTests {
  /// Every command, as the program itself lists them.
  private static let commands: [[String]] = [
    [], ["run"], ["demo"], ["check"], ["doors"], ["door"], ["door", "unlock"], ["door", "learn"], ["order"],
    ["order", "add"],
    ["order", "list"], ["order", "show"],
    ["order", "cancel"], ["order", "ready"], ["order", "unload"], ["order", "collect"], ["order", "remove"],
    ["order", "resend"], ["outbox"], ["outbox", "list"], ["outbox", "show"],
    ["outbox", "retry"], ["outbox", "expire"], ["outbox", "export"], ["send-test"], ["gpio"], ["gpio", "list"],
    ["gpio", "watch"], ["serial"], ["serial", "query"], ["serial", "watch"], ["serial", "probe"], ["serial", "decode"],
    ["serial", "scan"], ["record"], ["replay"],
  ]

  @Test("the help of all commands")
  func help() async throws {
    var text = ""
    for command in Self.commands {
      let ended = try await Program([try Bench.executable()] + command + ["--help"]).end()
      #expect(ended.code == 0)
      text += "$ locker-agent \((command + ["--help"]).joined(separator: " "))\n\(ended.output)\n"
    }
    try Snapshot(name: "help.txt").check(text)
  }

  @Test("the snapshot has every command that there is")
  func isComplete() async throws {
    for command in Self.commands {
      let output = try await Program([try Bench.executable()] + command + ["--help"]).end().output
      guard let start = output.firstRange(of: "SUBCOMMANDS:\n") else { continue }
      let lines = output[start.upperBound...].split(separator: "\n")
      // Names stand two columns in; what is indented deeper goes on with a description.
      let names = lines.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  See ") }
        .compactMap { $0.split(separator: " ").first.map(String.init) }
      #expect(!names.isEmpty)
      for name in names { #expect(Self.commands.contains(command + [name]), "\(command + [name])") }
    }
  }

  @Test("the keys of every answer in JSON")
  func json() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    var text = ""
    func shape(_ arguments: [String], _ ended: Program.Ended) throws {
      #expect(
        ended.output.hasSuffix("\n") && ended.output.split(separator: "\n").count == 1, "one line: \(ended.output)")
      text += "$ locker-agent \(arguments.joined(separator: " "))\n\(try JSONShape.of(ended.output))\n"
    }
    func show(_ arguments: String...) async throws {
      let arguments = arguments + ["--json"]
      try shape(arguments, try await bench.run(arguments))
    }
    try bench.configure(["poll_ms": "pol_ms"], as: "broken.yaml")
    try shape(["check", "--json"], try await bench.run(["check", "--json"], config: "broken.yaml"))
    try await show("doors")
    try await show("door", "unlock", "A2", "--reason", "staff", "--yes")
    bench.close(2)
    try await show("order", "add", "1001", "--phone", "+12015550199", "--code", "0042", "--compartment", "A1")
    try await bench.following { ledger in
      try await bench.load(1, &ledger)
      _ = try await ledger.next { $0.kind == "notice-accepted" }
    }
    try await show("order", "show", "1001")
    try await show("order", "list")
    try await show("outbox", "list")
    try await show("outbox", "show", "1")
    try await show("outbox", "export")
    try await show("outbox", "retry", "--all")
    try await show("order", "resend", "1001")
    try await show("order", "remove", "1001")
    try await show("send-test", "--to", "+12015550199")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    let probe = ["serial", "probe", bench.boards.path, "--protocol", "kerong-cu-3x", "--addresses", "0", "--json"]
    try shape(["serial", "probe", "PORT", "--json"], try await bench.run(probe))
    for arguments in [["gpio", "list", "--json"], decode + ["02 00 30 03 35"], decode + ["02"]] {
      try shape(arguments, try await Program([try Bench.executable()] + arguments).end())
    }
    let replay = [try Bench.executable(), "replay", CaptureFiles.path("contacts"), "--speed", "max", "--json"]
    try shape(["replay", "contacts.capture", "--json"], try await Program(replay).end())
    try Snapshot(name: "json.txt").check(text)
  }

  private var decode: [String] { ["serial", "decode", "--protocol", "kerong-cu-3x", "--json"] }
}
