import LockerDomain
import Testing

/// Rule 5: starts, and times in which nobody saw a door.
@Suite struct RestartTests {
  @Test("power cut with a door open: found closed, the close is inferred and the text goes out")
  func openThenClosed() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.open("A1")
    scene.restart(after: 40)
    #expect(scene.state("X") == .loading)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
    #expect(scene.ledger.contains { $0.kind == .doorClosed && $0.why.contains("inferred") })
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.problems == [.doorUnknown, .doorUnknown], "only the doors that were not read yet")
  }

  @Test("found closed as stored: no event, no text, and the hold goes on")
  func closedThenClosed() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.restart(after: 20)
    scene.wait(10)
    #expect(!scene.mayLeave, "the door is unknown")
    scene.close("A1")
    #expect(scene.mayLeave)
    #expect(scene.notices("X").count == 1)
    try scene.place("Y", in: "A2")
    scene.close("A2")
    #expect(scene.state("Y") == .assigned)
  }

  @Test("found open, stored closed: the customer came while nobody looked")
  func closedThenOpen() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.wait(10)
    scene.deliver()
    scene.wait(60)
    scene.restart()
    scene.open("A1")
    #expect(scene.progress("X", "A1") == .collecting)
    scene.close("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("an attempt under way when the agent ended: unanswered, sent again with the same key")
  func inFlight() throws {
    let scene = Scene { $0.hold = .zero }
    try scene.place("X", in: "A1")
    scene.load("A1")
    let id = try #require(scene.send())
    scene.restart()
    scene.close("A1")
    #expect(scene.count(.noticeUnanswered) == 1)
    #expect(scene.store.unanswered == [id])
    #expect(scene.deliver() == id)
    scene.restart()
    scene.close("A1")
    #expect(!scene.mayLeave)
  }

  @Test("an attempt under way when the agent ended, on_ambiguous hold: a person decides")
  func inFlightHeld() throws {
    let scene = Scene { rules in
      rules.hold = .zero
      rules.onAmbiguous = .hold
    }
    try scene.place("X", in: "A1")
    scene.load("A1")
    #expect(scene.send() != nil)
    scene.restart()
    scene.close("A1")
    #expect(scene.notice("X")?.state == .unsure)
    #expect(!scene.mayLeave)
    #expect(scene.problems.contains(.textUnsure))
    try scene.resend("X")
    #expect(scene.deliver() != nil)
    #expect(scene.notices("X").map(\.cycle) == [1, 2])
  }

  @Test(
    "board away during the load: unknown makes no text, and the order is marked after a minute", arguments: [60, 61])
  func boardAway(seconds: Int) throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.open("A1")
    scene.lose("A1")
    scene.wait(seconds)
    #expect(scene.state("X") == .loading)
    #expect(scene.notices("X").isEmpty)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
    #expect(scene.order("X")?.marks.contains(.unseen) == (seconds > 60))
  }

  @Test("board away while ready: no text leaves, the mark holds the reminder until a person confirms")
  func boardAwayWhileReady() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.lose("A1")
    scene.wait(300)
    #expect(!scene.mayLeave)
    scene.close("A1")
    #expect(scene.problems == [.unseen])
    #expect(scene.order("X")?.label == "ready, unseen: confirm")
    #expect(scene.deliver() != nil)
    scene.wait(37 * 3600)
    #expect(scene.count(.reminderDue) == 0)
    try scene.ready("X")
    #expect(scene.count(.orderConfirmed) == 1)
    scene.wait(0)
    #expect(scene.problems == [.reminderDue])
  }

  @Test("the spell goes on over a restart: as long as the board was away, not as long as the agent was")
  func boardAwayAcrossRestart() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    try scene.place("Y", in: "A2")
    scene.load("A1", "A2")
    scene.lose("A1")
    scene.wait(50)
    scene.restart(after: 5)
    scene.wait(10)
    scene.restart(after: 5)
    scene.close("A1")
    scene.close("A2")
    #expect(scene.order("X")?.marks == .unseen)
    #expect(scene.order("Y")?.marks == [], "its door was seen until 20 s ago")
  }

  @Test("a door that was not read between two starts was not seen since before the first")
  func neverReadBetweenRestarts() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.restart(after: 5)
    scene.wait(60)
    scene.restart(after: 5)
    scene.close("A1")
    #expect(scene.order("X")?.marks == .unseen)
  }

  @Test("an assigned order has nothing that could be missed")
  func boardAwayWhileAssigned() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.lose("A1")
    scene.wait(300)
    scene.close("A1")
    #expect(scene.problems.isEmpty)
  }

  @Test("ready by hand confirms an order that was loading across the spell, too")
  func confirmedWhileLoading() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2")
    scene.load("A1")
    scene.lose("A1")
    scene.wait(61)
    scene.close("A1")
    #expect(scene.problems == [.unseen])
    try scene.ready("X")
    #expect(scene.problems.isEmpty)
  }

  @Test("assigned while its door was unknown: found open, its close is the load")
  func assignedWhileUnknown() throws {
    let scene = Scene()
    scene.open("A1")
    scene.lose("A1")
    try scene.place("X", in: "A1")
    scene.open("A1")
    #expect(scene.state("X") == .loading)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
  }

  @Test("after a reboot of unknown length everything loaded counts as unseen", arguments: [true, false])
  func unknownTimeOff(lost: Bool) throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2")
    scene.load("A1", "A2")
    scene.lose("A2")
    scene.restart(after: 1, unwatchedSince: Moment(milliseconds: .min / 2))
    scene.close(lost ? "A2" : "A1")
    #expect(scene.problems.contains(.unseen))
  }

  @Test("an order whose compartment left the configuration stays, with an alarm")
  func compartmentMissing() throws {
    let scene = Scene()
    try scene.place("X", in: "A3")
    scene.load("A3")
    scene.restart(configured: ["A1", "A2"])
    #expect(scene.state("X") == .ready)
    #expect(scene.problems.contains(.compartmentMissing))
    #expect(scene.count(.compartmentMissing) == 1)
    #expect(try scene.place("X", in: "A3") == .unchanged)
    #expect(try scene.place("X", in: "A3", phone: "+12015550111") == .rewritten)
    #expect(throws: Refusal.self) { try scene.place("Y", in: "A3") }
    try scene.remove("X")
    #expect(!scene.problems.contains(.compartmentMissing))
  }
}
