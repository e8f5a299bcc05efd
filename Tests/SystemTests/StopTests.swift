import Glibc
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
}
