import LockerDomain
import Testing

/// Rules 6 and 7: what an opening after ready means.
@Suite struct PickupTests {
  /// An order in these compartments, loaded, its text accepted, and the reload window over.
  private func waiting(
    _ names: CompartmentName..., adjust: (inout BankRules) -> Void = { _ in }
  ) throws -> Scene {
    let scene = try unsent(names, adjust)
    #expect(scene.deliver() != nil)
    return scene
  }

  /// The same, but the uplink is down.
  private func unsent(_ names: [CompartmentName], _ adjust: (inout BankRules) -> Void = { _ in }) throws -> Scene {
    let scene = Scene(["A1", "A2", "A3"], adjust)
    try scene.place("X", in: names)
    for name in names { scene.load(name) }
    scene.wait(61)
    return scene
  }

  @Test("opened after the reload window and closed: collected, the compartment is free, the secrets are gone")
  func collected() throws {
    let scene = try waiting("A1")
    scene.open("A1")
    #expect(scene.progress("X", "A1") == .collecting)
    #expect(scene.state("X") == .ready)
    #expect(scene.bank.holder(of: "A1") != nil)
    scene.close("A1")
    #expect(scene.state("X") == .collected)
    #expect(scene.occupancy("A1") == .empty)
    #expect(scene.bank.holder(of: "A1") == nil)
    #expect(scene.bank.orders["X"] == nil)
    #expect(scene.order("X")?.body == nil)
    #expect(scene.order("X")?.endedAt == scene.now)
  }

  @Test("opened within the reload window: staff adding something", arguments: [(60, false), (61, true)])
  func reloadWindow(seconds: Int, isPickup: Bool) throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.wait(10)
    scene.deliver()
    scene.wait(seconds - 10)
    scene.load("A1")
    #expect(scene.state("X") == (isPickup ? .collected : .ready))
  }

  @Test("the reload window counts from each compartment's own last close")
  func reloadWindowOfEach() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2")
    scene.load("A1")
    scene.wait(61)
    scene.load("A2")
    scene.wait(10)
    scene.deliver()
    scene.load("A2")
    #expect(scene.progress("X", "A2") == .loaded)
    scene.load("A1")
    #expect(scene.progress("X", "A1") == .collected)
  }

  @Test("partly collected")
  func partly() throws {
    let scene = try waiting("A1", "A2")
    scene.load("A1")
    #expect(scene.state("X") == .partlyCollected)
    #expect(scene.bank.holder(of: "A1") == nil)
    #expect(scene.occupancy("A1") == .empty)
    try scene.place("Y", in: "A1")
    #expect(throws: Refusal.self) { try scene.place("Z", in: "A2") }
    #expect(throws: Refusal.self) { try scene.unload("X") }
    scene.load("A2")
    #expect(scene.state("X") == .collected)
    #expect(scene.bank.holder(of: "A1")?.number == "Y")
  }

  @Test(
    "expired after a part was collected: the load can't be taken back from a compartment that is another order's now")
  func expiredAfterPart() throws {
    let scene = try waiting("A1", "A2")
    scene.load("A1")
    try scene.place("Y", in: "A1")
    scene.wait(72 * 3600)
    #expect(scene.state("X") == .expired)
    #expect(throws: Refusal.self) { try scene.unload("X") }
    #expect(scene.bank.holder(of: "A1")?.number == "Y")
    scene.load("A2")
    #expect(scene.state("X") == .collected)
  }

  @Test("picked up while the uplink is down: held, and staff say collect")
  func unsureThenCollect() throws {
    let scene = try unsent(["A1"])
    scene.load("A1")
    #expect(scene.state("X") == .pickupUnsure)
    #expect(scene.problems == [.pickupUnsure])
    #expect(!scene.mayLeave)
    #expect(scene.bank.holder(of: "A1") != nil)
    try scene.collect("X")
    #expect(scene.state("X") == .collected)
    #expect(scene.notice("X")?.state == .withdrawn(reason: "collected, by hand"))
    #expect(!scene.mayLeave)
    #expect(scene.problems.isEmpty)
  }

  @Test("picked up while the uplink is down: held, and staff say ready")
  func unsureThenReady() throws {
    let scene = try unsent(["A1", "A2"])
    scene.load("A1", "A2")
    try scene.ready("X")
    #expect(scene.state("X") == .ready)
    #expect(scene.problems.isEmpty)
    scene.wait(10)
    #expect(scene.deliver() != nil)
    scene.wait(61)
    scene.load("A1", "A2")
    #expect(scene.state("X") == .collected)
  }

  @Test("staff say ready while the door is still open: the hold counts from its close")
  func unsureThenReadyWithOpenDoor() throws {
    let scene = try unsent(["A1"])
    scene.open("A1")
    try scene.ready("X")
    scene.wait(20)
    #expect(!scene.mayLeave)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
    scene.wait(9)
    #expect(!scene.mayLeave)
    scene.wait(1)
    #expect(scene.mayLeave)
  }

  @Test("a pickup of the rest is doubtful when a second text is not accepted: ready leaves what was collected")
  func unsureAfterPart() throws {
    let scene = try waiting("A1", "A2")
    scene.load("A1")
    try scene.resend("X")
    scene.load("A2")
    #expect(scene.state("X") == .pickupUnsure)
    #expect(throws: Refusal.self) { try scene.unload("X") }
    try scene.ready("X")
    #expect(scene.state("X") == .partlyCollected)
  }

  @Test("picked up while the uplink is down: withdraw")
  func withdraw() throws {
    let scene = try unsent(["A1"]) { $0.pickupBeforeText = .withdraw }
    scene.open("A1")
    #expect(scene.notice("X")?.state == .withdrawn(reason: "picked up before the text was accepted"))
    scene.close("A1")
    #expect(scene.state("X") == .collected)
    #expect(!scene.mayLeave)
  }

  @Test("picked up while the uplink is down: send")
  func send() throws {
    let scene = try unsent(["A1"]) { $0.pickupBeforeText = .send }
    scene.open("A1")
    #expect(!scene.mayLeave, "the door is open")
    scene.close("A1")
    #expect(scene.state("X") == .collected)
    #expect(scene.order("X")?.body == nil)
    #expect(scene.deliver() != nil)
    #expect(scene.bank.orders["X"] == nil)
  }

  @Test("picked up while the text is under way, and it is accepted after that: still a person's word")
  func duringAttempt() throws {
    let scene = try unsent(["A1"])
    let id = try #require(scene.send())
    scene.load("A1")
    scene.end(id, .accepted(requestID: "r1"))
    #expect(scene.state("X") == .pickupUnsure)
    #expect(scene.notice("X")?.state == .accepted(requestID: "r1"))
    try scene.ready("X")
    #expect(scene.state("X") == .ready)
    #expect(scene.count(.noticeReleased) == 0)
  }

  @Test("collected by hand while the text is under way: withdrawn, and what it came to is kept")
  func collectDuringAttempt() throws {
    let scene = try unsent(["A1"])
    let id = try #require(scene.send())
    try scene.collect("X")
    #expect(
      scene.notice("X")?.state == .withdrawn(reason: "collected, by hand while it was being sent: Prokeep may have it"))
    scene.end(id, .accepted(requestID: "r1"))
    #expect(scene.notice("X")?.state == .accepted(requestID: "r1"))
    #expect(scene.state("X") == .collected)
  }

  @Test("an order whose text is dead is picked up as usual")
  func deadText() throws {
    let scene = try unsent(["A1"])
    scene.attempt(.refused(reason: "400"))
    scene.load("A1")
    #expect(scene.state("X") == .collected)
  }
}
