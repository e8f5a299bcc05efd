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
    scene.unlock("A1", reason)
    scene.wait(30)
    scene.load("A1")
    #expect(scene.state("X") == .ready)
    #expect(scene.progress("X", "A1") == .loaded)
  }

  @Test("an opening more than 30 s after the unlock was not caused by it")
  func tooLate() throws {
    let scene = try ready(after: 3600)
    scene.unlock("A1", .staff)
    scene.wait(31)
    scene.load("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("unlocked before a restart, opened soon after it: staff all the same", arguments: [(20, true), (31, false)])
  func acrossRestart(seconds: Int, isStaff: Bool) throws {
    let scene = try ready(after: 3600)
    scene.unlock("A1", .staff)
    scene.restart(after: seconds)
    scene.load("A1")
    #expect(scene.state("X") == (isStaff ? .ready : .collected))
  }

  @Test("an unlock for the pickup is one, even within the reload window")
  func pickup() throws {
    let scene = try ready(after: 20)
    scene.unlock("A1", .pickup)
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
    scene.unlock("A1", .staff)
    scene.load("A1")
    #expect(scene.state("X") == .ready)
    scene.wait(1)
    scene.load("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("the unlock of another door means nothing here")
  func otherDoor() throws {
    let scene = try ready(after: 3600)
    scene.unlock("A2", .staff)
    scene.load("A1")
    #expect(scene.state("X") == .collected)
  }

  @Test("the ledger names who unlocked, what for and whose order is behind the door")
  func ledger() throws {
    let scene = try ready(after: 3600)
    scene.unlock("A1", .service)
    #expect(
      scene.ledger.last
        == LedgerEntry(.unlocked, order: "X", compartment: "A1", why: "unlock for service", source: Scene.staff))
  }
}
