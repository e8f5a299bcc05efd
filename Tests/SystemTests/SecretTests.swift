import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// Codes and phone numbers: in the text, in the store while they are needed, and nowhere else.
@Suite(.timeLimit(.minutes(1)))
struct SecretTests {
  private static let phone = "+12015550187"
  private static let code = "904217"

  @Test("a crash leaves no core file, whatever limit the daemon was started with")
  func leavesNoCoreFile() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    let limits = try TextFile.text(of: "/proc/\(daemon.pid)/limits").split(separator: "\n")
    let core = try #require(limits.first { $0.hasPrefix("Max core file size") })
    #expect(core.split(separator: " ").dropFirst(4).prefix(2).allSatisfy { $0 == "0" || $0 == "1" }, "\(core)")
  }

  @Test("no screen and no log has them, unless somebody with the right asks")
  func areMasked() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon(logLevel: "debug")
    try await bench.doorsAreKnown()
    let add = try await bench.run(
      "order", "add", "1001", "--phone", Self.phone, "--code", Self.code, "--compartment", "A1", "--name", "Ada")
    try await bench.following { ledger in
      // Answers that hold it all: for a while, and for good. What Prokeep says gets into reasons.
      let leak = "no text \(Self.code) to \(Self.phone)"
      bench.standIn.behave(.answer(status: 503, body: leak))
      bench.standIn.behave(.answer(status: 422, body: leak))
      try await bench.load(1, &ledger)
      _ = try await ledger.next { $0.kind == "notice-dead" }
    }
    let order = try await bench.run("order", "show", "1001")
    #expect(order.output.contains("ready, customer NOT texted"), "\(order.output)")
    var screens = [add, order]
    for arguments in [
      ["order", "list"], ["outbox", "list"], ["outbox", "show", "1"], ["doors"],
      ["order", "show", "1001", "--json"], ["outbox", "list", "--json"], ["outbox", "show", "1", "--json"],
      ["order", "list", "--json"],
    ] { screens.append(try await bench.run(arguments)) }
    for screen in screens {
      #expect(screen.code == 0, "\(screen.errors)")
      #expect(!Self.isIn(screen.output + screen.errors), "\(screen.output)\(screen.errors)")
    }
    daemon.signal(SIGTERM)
    let ended = try await daemon.end()
    #expect(ended.code == 0)
    #expect(!Self.isIn(ended.errors + ended.output), "\(ended.errors)")
    #expect(try bench.ledger().allSatisfy { !Self.isIn($0.why) })
  }

  @Test("the user that the daemon runs as may see them, and the ledger says that it did")
  func reveal() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    _ = try await bench.run("order", "add", "1001", "--phone", Self.phone, "--code", Self.code, "--compartment", "A1")
    let shown = try await bench.run("order", "show", "1001", "--reveal")
    #expect(shown.output.contains(Self.phone) && shown.output.contains(Self.code), "\(shown.output)")
    daemon.signal(SIGTERM)
    _ = try await daemon.end()
    let entry = try #require(try bench.ledger().last { $0.kind == .revealed })
    #expect(entry.source == .user(uid: geteuid()))
  }

  private static func isIn(_ text: String) -> Bool {
    text.contains(code) || text.contains(phone) || text.contains(phone.dropFirst())
  }
}
