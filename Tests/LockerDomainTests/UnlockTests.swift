import LockerDomain
import Testing

/// Rule 6: an unlock that this agent carried out says what the opening after it means.
@Suite struct UnlockTests {
  /// An order in A1 with its text accepted, the given time after its close.
  private func ready(after seconds: Int) throws -> Scene {
    let scene = Scene { $0.hold = .zero }
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.deliver()
    scene.wait(seconds)
    return scene
  }

  @Test("staff unlock: no pickup", arguments: [Compartment.Unlock.Reason.staff, .service])
  func staff(reason: Compartment.Unlock.Reason) throws {
    let scene = try ready(after: 3600)
    try scene.unlock("A1", reason)
    scene.wait(30)
    scene.load("A1")
    #expect(scene.state("X") == .ready)
    #expect(scene.progress("X", "A1") == .loaded)
  }

  @Test("an opening more than 30 s after the unlock was not caused by it")
  func tooLate() throws {
    let scene = try ready(after: 3600)
    try scene.unlock("A1", .staff)
    scene.wait(31)
    scene.load("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("unlocked before a restart, opened soon after it: staff all the same", arguments: [(20, true), (31, false)])
  func acrossRestart(seconds: Int, isStaff: Bool) throws {
    let scene = try ready(after: 3600)
    try scene.unlock("A1", .staff)
    scene.restart(after: seconds)
    scene.load("A1")
    #expect(scene.state("X") == (isStaff ? .ready : .collected))
  }

  @Test("an unlock for the pickup is one, even within the reload window")
  func pickup() throws {
    let scene = try ready(after: 20)
    try scene.unlock("A1", .pickup)
    scene.load("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("an unlock causes one opening, not the next as well")
  func once() throws {
    let scene = Scene { rules in
      rules.hold = .zero
      rules.reloadWindow = .zero
    }
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.deliver()
    scene.wait(3600)
    try scene.unlock("A1", .staff)
    scene.load("A1")
    #expect(scene.state("X") == .ready)
    scene.wait(1)
    scene.load("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("the unlock of another door means nothing here")
  func otherDoor() throws {
    let scene = try ready(after: 3600)
    try scene.unlock("A2", .staff)
    scene.load("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("the ledger names who asked, what for, whose order is behind the door, and the end")
  func ledger() throws {
    let scene = try ready(after: 3600)
    try scene.unlock("A1", .service, .refused)
    #expect(
      scene.ledger.suffix(2) == [
        LedgerEntry(.unlockAsked, order: "X", compartment: "A1", why: "unlock for service", source: Scene.staff),
        LedgerEntry(
          .unlockRefused, order: "X", compartment: "A1", why: "unlock for service: it said so",
          source: .input("line A1")),
      ])
  }

  @Test("the opening comes before the answer: staff, whatever the answer is, and the next opening is the customer's")
  func beforeTheAnswer() throws {
    for end in [Compartment.Unlock.End.accepted, .unknown, .refused, .notSent] {
      let scene = try ready(after: 3600)
      try scene.askUnlock("A1", .staff)
      scene.open("A1")
      #expect(scene.progress("X", "A1") == .reopened)
      scene.endUnlock("A1", end)
      scene.close("A1")
      #expect(scene.state("X") == .ready)
      scene.wait(61)
      scene.load("A1")
      #expect(scene.state("X") == .collected, "\(end)")
    }
  }

  @Test(
    "what was not sent or was refused opens nothing",
    arguments: [
      (Compartment.Unlock.End.accepted, true), (.unknown, true), (.notSent, false), (.refused, false),
    ])
  func end(end: Compartment.Unlock.End, causes: Bool) throws {
    let scene = try ready(after: 3600)
    try scene.unlock("A1", .staff, end)
    scene.load("A1")
    #expect(scene.state("X") == (causes ? .ready : .collected))
  }

  @Test("a second unlock that was not sent: the first may still have opened the door")
  func earlierUnlock() throws {
    let scene = try ready(after: 3600)
    try scene.unlock("A1", .staff)
    scene.wait(10)
    try scene.unlock("A1", .pickup, .notSent)
    scene.load("A1")
    #expect(scene.state("X") == .ready)
  }

  @Test("an opening from before the request was not caused by it")
  func openingBefore() throws {
    let scene = try ready(after: 3600)
    let before = scene.now
    scene.wait(1)
    try scene.askUnlock("A1", .staff)
    let report = DoorReport(compartment: "A1", state: .open, input: "line A1", at: BootTime(nanoseconds: 0))
    scene.keep(scene.bank.doorReported(report, at: before))
    #expect(scene.progress("X", "A1") == .collecting)
  }

  @Test("one unlock of a door at a time; none of a door that there is not")
  func refused() throws {
    let scene = try ready(after: 3600)
    try scene.askUnlock("A1", .staff)
    #expect(throws: Refusal.self) { try scene.askUnlock("A1", .staff) }
    try scene.askUnlock("A2", .staff)
    scene.endUnlock("A1", .unknown)
    try scene.askUnlock("A1", .staff)
    let refusal = #expect(throws: Refusal.self) { try scene.askUnlock("Z9", .staff) }
    #expect(refusal?.code == .notFound)
  }

  @Test("the agent ends before the answer: unknown at the next start, and an opening soon after is still understood")
  func crash() throws {
    let scene = try ready(after: 3600)
    try scene.askUnlock("A1", .staff)
    scene.restart(after: 5)
    #expect(scene.count(.unlockUnknown) == 1)
    scene.load("A1")
    #expect(scene.state("X") == .ready)
    scene.restart()
    #expect(scene.count(.unlockUnknown) == 1, "told once")
    try scene.askUnlock("A1", .staff)
  }

  @Test("it ends after the opening and before the answer: the next opening is the customer's")
  func crashAfterOpening() throws {
    let scene = try ready(after: 3600)
    try scene.askUnlock("A1", .staff)
    scene.load("A1", for: 2)
    scene.restart(after: 1)
    scene.close("A1")
    scene.wait(61)
    scene.load("A1")
    #expect(scene.state("X") == .collected)
  }
}
