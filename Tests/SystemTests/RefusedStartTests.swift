import Linux
import BoardProtocols
import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// Starts that must not happen, and starts that must happen all the same.
@Suite(.timeLimit(.minutes(1)))
struct RefusedStartTests {
  @Test("a second daemon on the same store names the first one and leaves its socket alone")
  func sameStore() async throws {
    let bench = try await Bench()
    let first = try await bench.startDaemon()
    let second = try await bench.run("run")
    #expect(second.code == 75)
    #expect(second.errors.contains("process \(first.pid) has the store \(bench.store)"), "\(second.errors)")
    #expect(try await bench.client.health().agent.pid == first.pid)
  }

  @Test("a second daemon with a store of its own does not take the first one's socket")
  func sameSocket() async throws {
    let bench = try await Bench()
    let first = try await bench.startDaemon()
    try bench.configure([bench.store: bench.folder.file("other.sqlite")], as: "other.yaml")
    let second = try await bench.run(["run"], config: "other.yaml")
    #expect(second.code == 75)
    #expect(second.errors.contains(bench.socket), "\(second.errors)")
    #expect(try await bench.client.health().agent.pid == first.pid)
    first.signal(SIGTERM)
    #expect(try await first.end().code == 0)
    #expect(access(bench.socket, F_OK) == -1)
  }

  @Test("a socket that a killed daemon left is no obstacle")
  func staleSocket() async throws {
    let bench = try await Bench()
    let first = try await bench.startDaemon()
    first.signal(SIGKILL)
    _ = try await first.end()
    #expect(access(bench.socket, F_OK) == 0)
    let second = try await bench.startDaemon()
    #expect(try await bench.client.health().agent.pid == second.pid)
  }

  @Test("a socket path that is too long is the configuration's fault")
  func longPath() async throws {
    let bench = try await Bench()
    let path = bench.folder.path + "/" + String(repeating: "s", count: 108)
    try bench.configure([bench.socket: path])
    let ended = try await bench.run("run")
    #expect(ended.code == 78)
    #expect(ended.errors.contains("config.yaml:10:15: error: "), "\(ended.errors)")
    #expect(ended.errors.contains("at most 107"), "\(ended.errors)")
  }

  @Test("a store of a newer version is left as it is, and both versions are named")
  func newerStore() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    daemon.signal(SIGTERM)
    _ = try await daemon.end()
    // The user version: big-endian at byte 60 (https://sqlite.org/fileformat2.html, 1.3).
    var newer = try TextFile.bytes(of: bench.store, atMost: .max)
    let known = newer[63]
    newer.replaceSubrange(60..<64, with: [0, 0, 0, 99])
    try bench.folder.write(newer, to: "agent.sqlite")
    let ended = try await bench.run("run")
    #expect(ended.code == 78)
    #expect(ended.errors.contains("version 99") && ended.errors.contains("versions up to \(known)"), "\(ended.errors)")
    #expect(try TextFile.bytes(of: bench.store, atMost: .max) == newer)
  }

  @Test("a port that isn't there makes doors unknown, not the start fail; it is taken when it comes")
  func missingPort() async throws {
    let bench = try await Bench()
    bench.boards.unplug()
    let daemon = try await bench.startDaemon()
    // Each answer has what the daemon knows by then.
    while try await bench.client.doors().doors.first?.reason == nil {}
    let doors = try await bench.client.doors().doors
    #expect(doors.count == 16)
    #expect(doors.allSatisfy { $0.state == "unknown" && $0.raw == nil })
    let reason = try #require(doors.first?.reason)
    #expect(reason.contains(bench.boards.path), "\(reason)")
    let health = try await bench.client.health()
    #expect(health.status == .degraded)
    #expect(health.inputs.first?.state == "away")
    #expect(health.problems.contains { $0.code == "input-away" && $0.message.contains(bench.boards.path) })

    try bench.boards.plugIn()
    try await bench.doorsAreKnown()
    #expect(try await bench.client.health().status == .ok)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }

  @Test("frames of another protocol are no door's state, and it is said that the board gives no answer")
  func anotherProtocol() async throws {
    let bench = try await Bench()
    let other = BoardProtocol.shuoming8A
    var board = SimulatedBoard(address: other.addresses.lowerBound, locks: 16)
    let said = board.answer(to: other.stateQuery(address: board.address), other)
    let answer = try #require(said)
    bench.boards.setFaults { $0.wrongAnswers = Array(repeating: answer, count: 10_000) }
    try bench.configure(["gap_ms: 5": "gap_ms: 5\n    reply_timeout_ms: 20"])
    let daemon = try await bench.startDaemon()
    // Each answer has what the daemon has heard by then.
    while try await bench.client.buses().buses.first?.boards.first?.state != "offline" {}
    #expect(try await bench.client.doors().doors.allSatisfy { $0.state == "unknown" })
    let problem = try #require(try await bench.client.health().problems.first { $0.code == "input-away" })
    #expect(problem.message.contains("does not answer"), "\(problem.message)")
    let heard = try await bench.client.trace(bus: "bus-a").entries
    #expect(heard.contains { $0.direction == .junk })
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }
}
