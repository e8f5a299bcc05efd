import Linux
import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Store
import Testing

/// kill -9 between the board's frame and Prokeep's 202: strace sends the signal as a chosen system call begins, before it
/// has done anything.
@Suite(.timeLimit(.minutes(2)))
struct KilledTests {
  /// One kind of step on the way, and how many of them lie between two kills.
  struct Step: Sendable, CustomTestStringConvertible {
    var thread: String?
    let call: String
    var stride = 1
    /// The order's last line in the ledger, as these kills have to leave it: the moment that was meant was hit.
    let leaves: Set<String>
    var testDescription: String { "\(thread ?? "any thread"): \(call)" }
  }

  /// What one kill left.
  private struct Remains {
    let step: String
    let lastEntry: String
    let notice: String
    let requests: Int
    var requestsAfter = 0
    var wasUnanswered = false

    var row: String {
      let again = requestsAfter - requests
      return
        "\(step): left \(lastEntry), text \(notice), \(requests) sent; then \(again) sent\(wasUnanswered ? ", the end of the first unseen" : "")"
    }
  }

  @Test(
    "whatever step it is killed at, the text goes out",
    arguments: [
      // The board's frames, those before and after the close among them.
      Step(thread: "serial bus-a", call: "read", leaves: ["load-started"]),
      // What the door's close leads to. Pages that go into the log: a commit is some twenty of them.
      Step(call: "pwrite64", stride: 5, leaves: ["load-started"]),
      Step(call: "fdatasync", leaves: ["notice-created"]),
      // From the mark that an attempt begins to what became of it.
      Step(thread: "prokeep", call: "connect", leaves: ["notice-created"]),
      Step(thread: "prokeep", call: "pwrite64", stride: 3, leaves: ["notice-created", "notice-sending"]),
      Step(thread: "prokeep", call: "fdatasync", leaves: ["notice-sending", "notice-accepted"]),
      Step(thread: "prokeep", call: "sendto", leaves: ["notice-sending"]),
      Step(thread: "prokeep", call: "recvfrom", leaves: ["notice-created", "notice-sending"]),
    ])
  func killedAt(step: Step) async throws {
    let bench = try await Bench()
    var table: [Remains] = []
    for lock in 1...16 {
      let number = 1 + (lock - 1) * step.stride
      guard let remains = try await kill(at: number, of: step, lock: lock, on: bench) else { break }
      table.append(remains)
      try #require(lock < 16, "every run was killed: \(step.testDescription) has more steps than there are doors")
    }
    #expect(step.leaves.isSubset(of: table.map(\.lastEntry)), "\(step.testDescription)")
    for remains in table { print(remains.row) }
  }

  /// - Returns: nil when the text was accepted before the call came so often.
  private func kill(at number: Int, of step: Step, lock: Int, on bench: Bench) async throws -> Remains? {
    let code = String(7000 + lock)
    let daemon = try await bench.restartDaemon()
    try await bench.doorsAreKnown()
    let order = PutOrder(
      customer: PutOrder.Customer(name: nil, phone: "+12015550199"), code: code, compartments: ["A\(lock)"])
    _ = try await bench.client.place(order, as: code)
    let (tracer, wasAccepted) = try await bench.following { ledger in
      bench.open(lock)
      _ = try await ledger.next { $0.kind == "load-started" }
      let tracer = try await Tracer(
        of: daemon, thread: step.thread, killingAt: number, of: step.call, file: bench.folder.file("trace"))
      bench.close(lock)
      return (tracer, try await ledger.nextUntilEnd { $0.kind == "notice-accepted" } != nil)
    }
    var remains: Remains?
    if wasAccepted {
      try await tracer.detach()
      daemon.signal(SIGTERM)
      // Or it was killed after all, at a step behind its acceptance.
      let ended = try await daemon.end()
      #expect(ended.code == 0 || ended.signal == SIGKILL)
    } else {
      try await tracer.end()
      #expect(try await daemon.end().signal == SIGKILL)
      remains = try left(by: "\(step.testDescription) \(number) (\(try tracer.lastCall()))", code, bench)
      let restarted = try await bench.restartDaemon()
      try await bench.isAccepted(code)
      try await stop(restarted)
    }
    try await isSettled(code, on: bench, &remains)
    return remains
  }

  private func stop(_ daemon: Program) async throws {
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }

  private func left(by step: String, _ code: String, _ bench: Bench) throws -> Remains {
    // A copy: whoever opens the store itself would tidy up in it.
    for name in bench.folder.names where name.hasPrefix("left-") { unlink(bench.folder.file(name)) }
    for name in ["agent.sqlite", "agent.sqlite-wal"] where bench.folder.names.contains(name) {
      try bench.folder.write(
        TextFile.bytes(of: bench.folder.file(name), atMost: .max), to: "left-" + name.dropFirst(6))
    }
    let reader = try StoreReader(path: bench.folder.file("left-sqlite"))
    let number = try OrderNumber(code)
    let notice = try reader.notices(.all).first { $0.order == number }
    return Remains(
      step: step, lastEntry: try reader.ledger(of: number).last?.entry.kind.rawValue ?? "nothing",
      notice: notice.map { String("\($0.state)".prefix { $0 != "(" }) } ?? "none",
      requests: bench.requests(withCode: code).count)
  }

  /// The promise: accepted at least once; a second time only after an attempt whose end nobody could see.
  private func isSettled(_ code: String, on bench: Bench, _ remains: inout Remains?) async throws {
    let step = remains?.step ?? "not killed"
    let requests = bench.requests(withCode: code)
    let ledger = try bench.ledger(of: code).map(\.kind)
    remains?.requestsAfter = requests.count
    remains?.wasUnanswered = ledger.contains(.noticeUnanswered)
    #expect(requests.contains { $0.status == 202 }, "\(step): the text was not accepted")
    #expect(requests.allSatisfy { $0.message?.text == bench.text(withCode: code) }, "\(step): another text")
    #expect(requests.count <= (ledger.contains(.noticeUnanswered) ? 2 : 1), "\(step): sent too often")
    #expect(ledger.filter { $0 == .noticeAccepted }.count == 1, "\(step)")
    #expect(ledger.filter { $0 == .orderReady }.count == 1, "\(step)")
    let reader = try StoreReader(path: bench.store)
    let order = try #require(try reader.order(try OrderNumber(code)))
    #expect(order.state == .ready, "\(step)")
  }
}
