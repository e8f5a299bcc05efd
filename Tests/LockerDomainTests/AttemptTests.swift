import LockerDomain
import Testing

/// What the end of an attempt does to its notice.
@Suite struct AttemptTests {
  private func sending(_ adjust: (inout BankRules) -> Void = { _ in }) throws -> (Scene, NoticeID) {
    let scene = Scene(["A1"]) { rules in
      rules.hold = .zero
      adjust(&rules)
    }
    try scene.place("X", in: "A1")
    scene.load("A1")
    let id = try #require(scene.send())
    #expect(scene.notice("X")?.state == .sending)
    #expect(!scene.mayLeave)
    return (scene, id)
  }

  @Test(arguments: [
    (
      Bank.AttemptEnd.accepted(requestID: "r1"), Notice.State.accepted(requestID: "r1"), LedgerEntry.Kind.noticeAccepted
    ),
    (.accepted(requestID: nil), .accepted(requestID: nil), .noticeAccepted),
    (.deferred(reason: "503"), .pending, .noticeDeferred),
    (.unanswered(reason: "reset"), .pending, .noticeUnanswered),
    (.refused(reason: "400"), .dead(reason: "400"), .noticeDead),
  ])
  func ends(end: Bank.AttemptEnd, state: Notice.State, kind: LedgerEntry.Kind) throws {
    let (scene, id) = try sending()
    scene.end(id, end)
    #expect(scene.notice("X")?.state == state)
    #expect(scene.ledger.last?.kind == kind)
    #expect(scene.mayLeave == (state == .pending))
    #expect(scene.store.unanswered == (kind == .noticeUnanswered ? [id] : []))
  }

  @Test("unanswered, on_ambiguous hold: a person decides")
  func ambiguousHeld() throws {
    let (scene, id) = try sending { $0.onAmbiguous = .hold }
    scene.end(id, .unanswered(reason: "reset"))
    #expect(scene.notice("X")?.state == .unsure)
    #expect(!scene.mayLeave)
    #expect(scene.problems == [.textUnsure])
    #expect(scene.bank.obstacle(to: id)?.contains("a person decides") == true)
  }

  @Test("once unanswered, known to be so for ever")
  func unansweredIsKept() throws {
    let (scene, id) = try sending()
    scene.end(id, .unanswered(reason: "reset"))
    scene.deliver()
    #expect(scene.order("X")?.notice?.wasUnanswered == true)
    #expect(scene.store.unanswered == [id])
  }

  @Test(
    "withdrawn during the attempt: what it came to is said all the same",
    arguments: [
      (Bank.AttemptEnd.accepted(requestID: "r1"), Notice.State.accepted(requestID: "r1")),
      (.deferred(reason: "503"), .withdrawn(reason: "overtaken while it was being sent; Prokeep did not take it")),
      (
        .unanswered(reason: "reset"),
        .withdrawn(reason: "the load was taken back while it was being sent: Prokeep may have it")
      ),
      (.refused(reason: "400"), .withdrawn(reason: "overtaken while it was being sent; Prokeep did not take it")),
    ])
  func overtaken(end: Bank.AttemptEnd, state: Notice.State) throws {
    let (scene, id) = try sending()
    try scene.unload("X")
    scene.end(id, end)
    #expect(scene.notice("X")?.state == state)
    #expect(scene.order("X")?.notice?.state == state)
    #expect(scene.state("X") == .assigned)
    #expect(!scene.mayLeave)
    scene.load("A1")
    #expect(scene.deliver() != id)
  }

  @Test("the end of an attempt that nobody let go is nothing")
  func neverLeft() throws {
    let (scene, id) = try sending()
    scene.end(id, .deferred(reason: "503"))
    scene.end(id, .deferred(reason: "503"))
    #expect(scene.work.isEmpty)
    #expect(scene.bank.obstacle(to: NoticeID(99)) != nil)
  }

  @Test("the oldest leaves first; one that must wait holds up no other")
  func queue() throws {
    let scene = Scene { $0.hold = .zero }
    for (number, name) in [("X", "A1"), ("Y", "A2"), ("Z", "A3")] as [(OrderNumber, CompartmentName)] {
      try scene.place(number, in: name)
      scene.load(name)
    }
    scene.open("A1")
    let first = try #require(scene.bank.nextToSend())
    #expect(first == scene.notice("Y")?.id)
    #expect(scene.bank.nextToSend(skipping: [first]) == scene.notice("Z")?.id)
    #expect(scene.bank.unsettledNotices == 3)
    #expect(scene.notice("X").flatMap { scene.bank.obstacle(to: $0.id) } == "door A1 is open")
    scene.lose("A1")
    #expect(scene.notice("X").flatMap { scene.bank.obstacle(to: $0.id) } == "door A1 is unknown")
  }

  @Test("a door that opens between choice and first byte stops the text")
  func openedAtTheLastMoment() throws {
    let scene = Scene(["A1"]) { $0.hold = .zero }
    try scene.place("X", in: "A1")
    scene.load("A1")
    let id = try #require(scene.bank.nextToSend())
    scene.open("A1")
    #expect(scene.bank.noticeLeaves(id, at: scene.now) == nil)
  }
}
