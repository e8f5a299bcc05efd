import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// Prokeep takes another pair from one moment on, and the file is replaced under the running program.
@Suite(.timeLimit(.minutes(1)))
struct CredentialRotationTests {
  /// One thing that somebody does to the file.
  enum Step: Sendable {
    /// Another file takes its place (rename(2)).
    case renameOver(String)
    /// The same file gets new contents.
    case write(String)
    case remove
  }

  struct Rotation: Sendable, CustomTestStringConvertible {
    let name: String
    var refusal = 401
    /// What is done before the right pair is there, and what health then says.
    var detour: [(step: Step, words: String)] = []
    let last: Step
    var testDescription: String { name }
  }

  private static let new = "agent:new:secret"

  @Test(
    "a refused pair stops the queue; another one in the file starts it, and no text is lost or sent twice",
    arguments: [
      Rotation(name: "renamed over it", last: .renameOver("\(new)\n")),
      Rotation(name: "written in place", last: .write("\(new)\n")),
      Rotation(name: "403 in the place of 401", refusal: 403, last: .renameOver("\(new)\n")),
      Rotation(
        name: "missing meanwhile", detour: [(.remove, "isn't there")], last: .renameOver("\(new)\n")),
      Rotation(name: "empty meanwhile", detour: [(.write(""), "is empty")], last: .write("\(new)\n")),
      Rotation(
        name: "half of it, without a colon", detour: [(.write("age"), "has no colon")], last: .write("\(new)\n")),
      Rotation(
        name: "half of it, a pair by itself", detour: [(.write("agent:new"), "answered 401")], last: .write("\(new)\n")),
      Rotation(
        name: "line ends of another system", detour: [(.write("\(new)\ragent:x\r"), "control character")],
        last: .write("\(new)\r\n")),
    ])
  func rotated(rotation: Rotation) async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.placeAndLoad("4001", lock: 1)
    try await bench.isAccepted("4001")

    bench.standIn.demand(username: "agent", password: "new:secret", refusal: rotation.refusal)
    try await bench.placeAndLoad("4002", lock: 2)
    try await daemon.said("error: sending is stopped: Prokeep answered \(rotation.refusal)")
    try await bench.placeAndLoad("4003", lock: 3)
    var stops = [try await stopReason(of: bench)]
    var attempts = bench.standIn.requests.count
    for (step, words) in rotation.detour {
      try take(step, in: bench.folder)
      if words.hasPrefix("answered") {
        // It is a pair like any other, and refused like the last one.
        attempts += 1
        #expect(try await bench.standIn.request(attempts).status == rotation.refusal)
      } else {
        try await daemon.said(words)
        #expect(bench.standIn.requests.count == attempts)
      }
      stops.append(try await stopReason(of: bench))
      #expect(stops.last?.contains(words) == true, "\(stops)")
    }
    try take(rotation.last, in: bench.folder)
    let replaced = ContinuousClock.now
    try await daemon.said("Prokeep takes texts again")
    let waited = ContinuousClock.now - replaced
    for order in ["4002", "4003"] { try await bench.isAccepted(order) }
    Bench.print(rotation.name, "stopped: \(stops.joined(separator: " | ")); sending again after \(waited)")
    #expect(try await bench.client.health().problems.isEmpty)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    for order in ["4001", "4002", "4003"] {
      #expect(bench.requests(withCode: order).filter { $0.status == 202 }.count == 1)
      #expect(try bench.ledger(of: order).allSatisfy { $0.kind != .noticeUnanswered })
    }
    // Nothing was tried again while the same wrong pair was all there was.
    #expect(bench.standIn.requests.filter { $0.status == rotation.refusal }.count == attempts - 1)
  }

  @Test("a pair that was changed before it was needed costs one refused attempt and no wait")
  func changedInTime() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.placeAndLoad("4001", lock: 1)
    try await bench.isAccepted("4001")
    try take(.renameOver("\(Self.new)\n"), in: bench.folder)
    bench.standIn.demand(username: "agent", password: "new:secret")
    try await bench.placeAndLoad("4002", lock: 2)
    try await bench.isAccepted("4002")
    Bench.print("changed before it was needed", "not stopped")
    daemon.signal(SIGTERM)
    let ended = try await daemon.end()
    #expect(ended.code == 0)
    #expect(bench.standIn.requests.map(\.status) == [202, 401, 202])
    #expect(!ended.errors.contains("sending is stopped"), "\(ended.errors)")
  }

  @Test("a pair that comes while the line is bad is tried until there is an answer to it")
  func changedOverABadLine() async throws {
    let bench = try await Bench()
    let link = try ToxicLink(to: bench.standIn.port)
    // So that the pace doesn't hold attempts back.
    try bench.configure([
      "\(bench.standIn.port)/": "\(link.port)/",
      "retry_cap_s: 1": "retry_cap_s: 1\n  pace: {per_second: 100, burst: 100}",
    ])
    let daemon = try await bench.startDaemon()
    bench.standIn.demand(username: "agent", password: "new:secret")
    try await bench.placeAndLoad("4001", lock: 1)
    try await daemon.said("error: sending is stopped")
    try link.turn(.onAccept(.reset))
    try take(.renameOver("\(Self.new)\n"), in: bench.folder)
    try await offPool { #expect(link.waitForFault()) }
    try await bench.placeAndLoad("4002", lock: 2)
    // With the pauses between attempts that a line which is down has.
    #expect(link.connections < 20, "\(link.connections)")
    #expect(try await bench.client.health().outbox.state == "stopped")
    try link.turn(.none)
    try await daemon.said("Prokeep takes texts again")
    for order in ["4001", "4002"] { try await bench.isAccepted(order) }
    Bench.print("changed while the line is bad", "stopped; sending again when it is good")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }

  private func stopReason(of bench: Bench) async throws -> String {
    let health = try await bench.client.health()
    #expect(health.status == .failing)
    #expect(health.outbox.state == "stopped")
    #expect(health.problems.map(\.code) == ["outbox-stopped"])
    return try #require(health.outbox.stoppedReason)
  }

  private func take(_ step: Step, in folder: TemporaryFolder) throws {
    let name = "prokeep"
    switch step {
    case .renameOver(let text):
      let fresh = try folder.write(text, to: "prokeep.new")
      guard rename(fresh, folder.file(name)) == 0 else { throw Errno(errno) }
    case .write(let text): try folder.write(text, to: name)
    case .remove: unlink(folder.file(name))
    }
  }
}
