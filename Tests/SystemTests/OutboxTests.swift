import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// `outbox` with a daemon, and on what a daemon has left.
@Suite(.timeLimit(.minutes(1)))
struct OutboxTests {
  private static let phone = "+12015550187"
  private static let code = "904217"

  private func add(_ number: String, in compartment: String, _ bench: Bench) async throws {
    let ended = try await bench.run(
      "order", "add", number, "--phone", Self.phone, "--code", Self.code, "--compartment", compartment)
    #expect(ended.code == 0, "\(ended.errors)")
  }

  /// Orders in A1, A2, ..., their texts waiting for an uplink that is down.
  private func waiting(_ count: Int, _ bench: Bench) async throws {
    await bench.standIn.cutUplink()
    try await bench.doorsAreKnown()
    try await bench.following { ledger in
      for lock in 1...count {
        try await add("100\(lock)", in: "A\(lock)", bench)
        try await bench.load(lock, &ledger)
      }
    }
  }

  @Test(
    "list, show and export tell the same with a daemon and, after a kill, without; retry and expire want the daemon")
  func liveAndStopped() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await waiting(3, bench)
    let live = try await bench.run("outbox", "export")
    let lines = live.output.split(separator: "\n")
    #expect(lines.count == 3)
    for (index, line) in lines.enumerated() { #expect(line.contains(#""id":\#(index + 1),"#), "oldest first: \(line)") }
    #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix(#","version":1}"#) })
    let listed = try await bench.run("outbox", "list", "--state", "pending", "--order", "1002")
    #expect(listed.output.contains("1002") && !listed.output.contains("1003"), "\(listed.output)")
    // For the line or, between two attempts, for the pace.
    #expect(listed.output.contains(/\+\*+87 +\S/), "why it waits: \(listed.output)")

    daemon.signal(SIGKILL)
    _ = try await daemon.end()
    let before = try bytes(bench)
    let stopped = try await bench.run("outbox", "export")
    #expect(stopped.code == 0, "\(stopped.errors)")
    #expect(stopped.errors.contains("no agent is running; this is its store \(bench.store)"))
    #expect(stopped.output.split(separator: "\n").map(Self.lasting) == lines.map(Self.lasting))
    let shown = try await bench.run("outbox", "show", "2")
    #expect(shown.output.contains("state   pending: the agent does not run"), "\(shown.output)")
    #expect(try await bench.run("outbox", "list", "--state", "dead").output.split(separator: "\n").count == 1)
    #expect(try await bench.run("outbox", "list", "--state", "sad").code == 65)
    for arguments in [["outbox", "retry", "1"], ["outbox", "retry", "--all"], ["outbox", "expire", "1"]] {
      let ended = try await bench.run(arguments)
      #expect(ended.code == 69)
      #expect(ended.errors.contains("No locker-agent is running"), "\(ended.errors)")
    }
    for screen in [live, listed, stopped, shown] {
      #expect(!Self.holdsSecrets(screen.output + screen.errors), "\(screen.output)")
    }
    #expect(try bytes(bench) == before, "nothing was changed")
  }

  @Test("who pages through the whole outbox with --reveal is in the ledger once")
  func revealed() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await waiting(1, bench)
    let export = try await bench.run("outbox", "export", "--reveal")
    #expect(export.output.contains(Self.code) && export.output.contains(Self.phone), "\(export.output)")
    _ = try await bench.run("outbox", "export", "--reveal")
    daemon.signal(SIGTERM)
    _ = try await daemon.end()
    #expect(try bench.ledger().count { $0.kind == .revealed } == 1)
  }

  @Test("retry --all after an outage, retry and expire of one text, each with a reason when it can't be")
  func commands() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await waiting(2, bench)
    let expired = try await bench.run("outbox", "expire", "2")
    #expect(expired.output.contains("state   expired: given up"), "\(expired.output)")
    let all = try await bench.run("outbox", "retry", "--all")
    #expect(all.output == "texts that wait: 1; they are tried now\n")
    try await bench.standIn.start()
    try await bench.isAccepted("1001")
    for (arguments, code, word) in [
      (["outbox", "retry", "1"], Int32(65), "order resend"), (["outbox", "expire", "1"], 65, "settled"),
      (["outbox", "retry", "2"], 65, "order resend"), (["outbox", "retry", "9"], 65, "no notice 9"),
      (["outbox", "retry"], 64, "--all"), (["outbox", "retry", "1", "--all"], 64, "--all"),
      (["outbox", "expire", ""], 64, "number"),
    ] {
      let ended = try await bench.run(arguments)
      #expect(ended.code == code, "\(ended.errors)")
      #expect(ended.errors.contains(word), "\(ended.errors)")
    }
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }

  private func bytes(_ bench: Bench) throws -> [[UInt8]] {
    try [bench.store, bench.store + "-wal"].map { try TextFile.bytes(of: $0, atMost: 64 << 20) }
  }

  /// A line without what differs when the agent has ended: why the text waits, and a millisecond of when it was made.
  private static func lasting(_ line: Substring) -> String {
    line.split(separator: ",").filter { part in
      part.contains(#"":"#) && !part.hasPrefix(#""reason""#) && !part.hasPrefix(#"{"created_at""#)
    }.joined(separator: ",")
  }

  private static func holdsSecrets(_ text: String) -> Bool { text.contains(code) || text.contains(phone.dropFirst()) }
}
