import Glibc
import Simulation
import LockerDomain
import Testing

/// The end of a daemon.
@Suite(.timeLimit(.minutes(1)))
struct StopTests {
  @Test("it ends well, and its last word is in the ledger", arguments: [SIGTERM, SIGINT])
  func stops(signal: Int32) async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    daemon.signal(signal)
    let ended = try await daemon.end(within: .seconds(10))
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(try bench.ledger().last?.kind == .stopped)
    #expect(access(bench.socket, F_OK) == -1)
  }

  @Test("a test text that hangs holds no stop up; its caller is told")
  func testText() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    bench.standIn.behave(.stall)
    let test = try Program(
      [try Bench.executable(), "send-test", "--to", "+12015550199", "--config", bench.configuration])
    _ = try await bench.standIn.request(1)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end(within: .seconds(10)).code == 0)
    let ended = try await test.end()
    #expect(ended.code == 75)
    #expect(ended.output.contains("Prokeep may have the text or not. The agent was stopped during the attempt"))
  }
}
