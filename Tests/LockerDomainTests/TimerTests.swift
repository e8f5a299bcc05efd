import LockerDomain
import Testing

/// Rule 9: each timer fires once, when it is due, into the ledger and into health.
@Suite struct TimerTests {
  /// An order in A1, loaded just now, its text accepted.
  private func ready(_ adjust: (inout BankRules) -> Void = { _ in }) throws -> Scene {
    let scene = Scene(["A1"]) { rules in
      rules.hold = .zero
      adjust(&rules)
    }
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.deliver()
    return scene
  }

  /// Waits until just before `due`, then for the last second and a good while more.
  private func expectOnce(
    _ kind: LedgerEntry.Kind, after due: Int, in scene: Scene, problem: Problem.Code?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    scene.wait(.seconds(due) - .milliseconds(1))
    #expect(scene.count(kind) == 0, sourceLocation: sourceLocation)
    if let problem { #expect(!scene.problems.contains(problem), sourceLocation: sourceLocation) }
    scene.wait(.milliseconds(1))
    #expect(scene.count(kind) == 1, sourceLocation: sourceLocation)
    #expect(scene.ledger.last { $0.kind == kind }?.source == .timer, sourceLocation: sourceLocation)
    if let problem { #expect(scene.problems.contains(problem), sourceLocation: sourceLocation) }
    scene.wait(due)
    #expect(scene.count(kind) == 1, sourceLocation: sourceLocation)
  }

  @Test func hold() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    expectOnce(.holdEnded, after: 10, in: scene, problem: nil)
  }

  @Test func loadIncomplete() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2")
    scene.load("A1", for: 0)
    expectOnce(.loadIncomplete, after: 1800, in: scene, problem: .loadIncomplete)
    #expect(scene.order("X")?.label == "loading, load incomplete")
  }

  @Test func reminder() throws {
    expectOnce(.reminderDue, after: 36 * 3600, in: try ready(), problem: .reminderDue)
  }

  @Test func expiry() throws {
    let scene = try ready()
    expectOnce(.orderExpired, after: 72 * 3600, in: scene, problem: .expired)
    #expect(scene.state("X") == .expired)
    #expect(scene.problems == [.expired], "the reminder is past")
    #expect(scene.bank.holder(of: "A1")?.number == "X", "the goods are still inside")
    #expect(throws: Refusal.self) { try scene.place("Y", in: "A1") }
    try scene.remove("X")
    #expect(scene.problems.isEmpty)
  }

  @Test func doorAjar() {
    let scene = Scene()
    scene.open("A1")
    expectOnce(.doorAjar, after: 120, in: scene, problem: .doorAjar)
    scene.close("A1")
    #expect(scene.problems.isEmpty)
    scene.open("A1")
    scene.wait(120)
    #expect(scene.count(.doorAjar) == 2)
  }

  @Test("an open door stays one opening over a restart")
  func doorAjarOverRestart() {
    let scene = Scene(["A1"])
    scene.open("A1")
    scene.wait(130)
    scene.restart()
    scene.open("A1")
    scene.wait(300)
    #expect(scene.count(.doorAjar) == 1)
    #expect(scene.problems == [.doorAjar])
  }

  @Test func noticeLifetime() throws {
    let scene = Scene { $0.readyLifetime = .seconds(3600) }
    try scene.place("X", in: "A1")
    scene.load("A1")
    expectOnce(.noticeExpired, after: 3600, in: scene, problem: .notTexted)
    #expect(scene.notice("X")?.state == .expired)
    #expect(!scene.mayLeave)
    #expect(scene.order("X")?.label.hasPrefix("ready, customer NOT texted: ") == true)
  }

  @Test("a text under way does not expire; when its attempt fails after its time, it does")
  func lifetimeDuringAttempt() throws {
    let scene = Scene { $0.readyLifetime = .seconds(3600) }
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.wait(3599)
    let id = try #require(scene.send())
    scene.wait(10)
    #expect(scene.notice("X")?.state == .sending)
    scene.end(id, .deferred(reason: "503"))
    scene.wait(0)
    #expect(scene.notice("X")?.state == .expired)
  }

  @Test("an accepted or withdrawn text has no time to live")
  func lifetimeEnds() throws {
    let scene = try ready { $0.readyLifetime = .seconds(3600) }
    scene.wait(7200)
    #expect(scene.count(.noticeExpired) == 0)
  }

  @Test("what came due while the agent was off happens at once, in its order")
  func dueWhileOff() throws {
    let scene = Scene(["A1"])
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.restart(after: 100 * 3600)
    scene.wait(0)
    let fired = scene.ledger.filter { $0.source == .timer }.map(\.kind)
    #expect(fired == [.holdEnded, .noticeExpired, .reminderDue, .orderExpired])
    scene.wait(0)
    #expect(scene.ledger.count { $0.source == .timer } == 4)
  }

  @Test("nothing is due in a bank without orders and with its doors closed")
  func idle() throws {
    let scene = Scene()
    #expect(scene.bank.nextDeadline == nil)
    try scene.place("X", in: "A1")
    #expect(scene.bank.nextDeadline == nil)
    scene.open("A1")
    #expect(scene.bank.nextDeadline == scene.now + .seconds(120))
  }

  @Test("a shorter time in new settings counts for what runs already")
  func adopted() {
    let scene = Scene()
    scene.open("A1")
    scene.adopt { $0.ajarAfter = .seconds(30) }
    scene.wait(30)
    #expect(scene.count(.doorAjar) == 1)
  }

  @Test("an announced order that nobody scans ends, blanked and without an alert; the same request announces it anew")
  func announced() throws {
    let scene = Scene { $0.announcedLifetime = .seconds(48 * 3600) }
    try scene.place("X", in: [])
    scene.wait(48 * 3600 - 1)
    #expect(scene.state("X") == .announced && scene.problems.isEmpty)
    scene.wait(1)
    #expect(scene.state("X") == .cancelled && scene.problems.isEmpty)
    #expect(scene.order("X")?.body == nil)
    #expect(scene.order("X")?.label == "cancelled, never scanned")
    #expect(scene.ledger.last?.kind == .orderCancelled)
    #expect(scene.ledger.last?.why == "announced, and not scanned within 48 h")
    #expect(scene.bank.nextDeadline == nil)

    #expect(try scene.place("X", in: []) == .created)
    #expect(scene.order("X")?.label == "announced")
    scene.scan("ORDX", "LOC-A1")
    scene.wait(100 * 3600)
    #expect(scene.state("X") == .assigned)
  }

  @Test("an announced order that a person cancelled is not announced anew by the same request")
  func cancelledAnnouncement() throws {
    let scene = Scene()
    try scene.place("X", in: [])
    try scene.cancel("X")
    #expect(throws: Refusal.self) { try scene.place("X", in: []) }
  }

  @Test("the same request while it waits keeps it announced, and is written down in the second half of its time only")
  func announcedAgain() throws {
    let scene = Scene { $0.announcedLifetime = .seconds(48 * 3600) }
    try scene.place("X", in: [])
    scene.wait(24 * 3600 - 1)
    #expect(try scene.place("X", in: []) == .unchanged)
    #expect(scene.work.orders.isEmpty)
    scene.wait(1)
    #expect(try scene.place("X", in: []) == .unchanged)
    #expect(scene.count(.orderAnnounced) == 2)
    scene.wait(48 * 3600 - 1)
    #expect(scene.state("X") == .announced)
    scene.wait(1)
    #expect(scene.state("X") == .cancelled)
  }
}
