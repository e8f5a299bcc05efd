import BoardProtocols
import Captures
import FoundationEssentials
import Glibc
import Linux
import Testing

/// Every recorded capture against the real program: bytes in, ledger and texts out.
@Suite(.timeLimit(.minutes(2)))
struct CaptureTests {
  @Test(
    "a capture leads to the same ledger and the same texts as when somebody last looked", arguments: CaptureFiles.names)
  func outcome(name: String) async throws {
    let ended = try await Program([try Bench.executable(), "replay", CaptureFiles.path(name), "--speed", "max"]).end()
    #expect(ended.code == 0, "\(ended.errors)")
    try Snapshot(name: "../../Captures/\(name).expected").check(ended.output)
  }

  @Test("each protocol has a capture, and each capture says where it comes from")
  func provenance() throws {
    var protocols: Set<String> = []
    for name in CaptureFiles.names {
      let capture = try CaptureFiles.capture(name)
      #expect(capture.end != nil, "\(name)")
      let notes = capture.head.notes.joined(separator: " ")
      #expect(
        notes.contains("simulated") || notes.contains("https://") || notes.contains("by hand"), "\(name): \(notes)")
      protocols.formUnion(capture.head.buses.map(\.boardProtocol.rawValue))
    }
    #expect(
      protocols == [
        "kerong-cu-3x", "kerong-cu-5x", "kerong-cu-6x", "shuoming-8a", "wkly", "winnsen", "modbus-rtu",
      ])
  }

  @Test("a capture that is replayed and recorded again has the same bytes", arguments: CaptureFiles.names)
  func bytes(name: String) async throws {
    let capture = try CaptureFiles.capture(name)
    let script = CaptureScript(capture)
    // Who waits for a board that keeps quiet, or for a port that is away, asks when its time is over: not twice alike.
    let isRegular =
      script.quietBuses.isEmpty
      && !capture.events.contains { if case .closed = $0.what { true } else { false } }
    guard isRegular, !capture.head.buses.isEmpty else { return }
    let folder = try TemporaryFolder(prefix: "locker-agent-captures")
    let copy = folder.file("copy.capture")
    let command = [try Bench.executable(), "replay", CaptureFiles.path(name), "--speed", "max", "--record", copy]
    #expect(try await Program(command).end().code == 0)
    let again = try CaptureParser.capture(String(contentsOfFile: copy, encoding: .utf8))
    #expect(again.end != nil)
    // An unlock is sent as soon as the line is free: one query more or less comes before it.
    let unlocks = capture.events.contains { if case .unlockAsked = $0.what { true } else { false } }
    for bus in capture.head.buses {
      var (turns, turnsAgain) = (BusTurns(capture, bus: bus.name), BusTurns(again, bus: bus.name))
      if unlocks {
        turns.dropRepeated()
        turnsAgain.dropRepeated()
      }
      // It goes on asking until it is stopped.
      let isSame = turnsAgain.turns.starts(with: turns.turns)
      #expect(isSame, "\(bus.name)")
      #expect(turns.turns.count > 1)
    }
  }

  @Test("what is told does not depend on the speed")
  func speed() async throws {
    let name = try #require(CaptureFiles.names.first { $0 == "kerong-cu-3x" })
    let ended = try await Program([try Bench.executable(), "replay", CaptureFiles.path(name), "--speed", "20"]).end()
    try Snapshot(name: "../../Captures/\(name).expected").check(ended.output)
  }
}
