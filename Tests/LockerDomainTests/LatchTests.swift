import LockerDomain
import Testing

/// Contacts that sense the latch: the pulse of an unlock alone is no opening.
@Suite struct LatchTests {
  /// A bank whose contacts sense latches, an order in A1 with its text accepted, long after its close.
  private func ready() throws -> Scene {
    let scene = Scene { $0.hold = .zero }
    try scene.place("X", in: "A1")
    scene.report("A1", .open, .latch)
    scene.wait(5)
    scene.report("A1", .closed, .latch)
    scene.deliver()
    scene.wait(3600)
    return scene
  }

  /// The latch says open for some time.
  private func draw(_ scene: Scene, _ name: CompartmentName = "A1", for time: Duration) {
    scene.report(name, .open, .latch)
    scene.wait(time)
    scene.report(name, .closed, .latch)
  }

  @Test("without an unlock of ours an open latch is an open door")
  func noUnlock() throws {
    let scene = try ready()
    draw(scene, for: .seconds(1))
    #expect(scene.state("X") == .collected)
  }

  @Test("the pulse alone is no opening, whoever wanted it", arguments: [Compartment.Unlock.Reason.staff, .service])
  func pulse(reason: Compartment.Unlock.Reason) throws {
    let scene = try ready()
    try scene.unlock("A1", reason)
    draw(scene, for: .milliseconds(600))
    #expect(scene.state("X") == .ready)
    #expect(scene.order("X")?.marks == [])
    #expect(scene.count(.doorOpened) == 1, "the load's")
    #expect(scene.problems.isEmpty)
  }

  @Test("after an unlock for the pickup a person looks inside, and says what is so")
  func pickup() throws {
    for collect in [true, false] {
      let scene = try ready()
      try scene.unlock("A1", .pickup)
      draw(scene, for: .milliseconds(600))
      #expect(scene.state("X") == .ready)
      #expect(scene.problems == [.unseen])
      if collect { try scene.collect("X") } else { try scene.ready("X") }
      #expect(scene.problems.isEmpty)
      #expect(scene.state("X") == (collect ? .collected : .ready))
    }
  }

  @Test("a goods sensor knows what the latch does not")
  func pickupWithSensor() throws {
    let scene = try ready()
    scene.sensor("A1", .present)
    try scene.unlock("A1", .pickup)
    draw(scene, for: .milliseconds(600))
    #expect(scene.problems.isEmpty)
    #expect(scene.state("X") == .ready)
    scene.sensor("A1", .absent)
    #expect(scene.state("X") == .collected)
  }

  @Test("a latch that stays drawn is an opening, when nothing else happens too", arguments: [true, false])
  func opening(isTimely: Bool) throws {
    let scene = try ready()
    try scene.unlock("A1", .pickup)
    scene.report("A1", .open, .latch)
    #expect(scene.progress("X", "A1") == .loaded)
    if isTimely {
      scene.wait(2)
      #expect(scene.progress("X", "A1") == .collecting)
    } else {
      scene.skip(.seconds(3))
    }
    scene.report("A1", .closed, .latch)
    #expect(scene.state("X") == .collected)
  }

  @Test("a staff unlock of a latch that stays drawn: opened by staff")
  func staffOpening() throws {
    let scene = try ready()
    try scene.unlock("A1", .staff)
    draw(scene, for: .seconds(20))
    #expect(scene.state("X") == .ready)
    #expect(scene.count(.orderReopened) == 1)
  }

  @Test("unlocked to be loaded: the opening loads, the pulse does not")
  func loading() throws {
    let scene = Scene { $0.hold = .zero }
    try scene.place("X", in: "A1")
    try scene.unlock("A1", .staff)
    draw(scene, for: .seconds(1))
    #expect(scene.state("X") == .assigned)
    try scene.unlock("A1", .staff)
    draw(scene, for: .seconds(8))
    #expect(scene.state("X") == .ready)
  }

  @Test("an order placed while the pulse lasts finds no open door; no text leaves while the latch is drawn")
  func commandsMeanwhile() throws {
    let scene = Scene { $0.hold = .zero }
    try scene.unlock("A1", .staff)
    scene.report("A1", .open, .latch)
    try scene.place("X", in: "A1")
    #expect(scene.state("X") == .assigned)
    scene.wait(1)
    scene.report("A1", .closed, .latch)
    #expect(scene.state("X") == .assigned)

    try scene.place("Y", in: "A2")
    scene.load("A2")
    try scene.unlock("A2", .staff)
    scene.report("A2", .open, .latch)
    #expect(!scene.mayLeave)
    scene.wait(1)
    scene.report("A2", .closed, .latch)
    #expect(scene.mayLeave)
  }

  @Test(
    "the agent ends while the latch is drawn: what it finds is compared with the shut door", arguments: [true, false])
  func restart(isOpen: Bool) throws {
    let scene = try ready()
    try scene.unlock("A1", .pickup)
    scene.report("A1", .open, .latch)
    scene.restart(after: 1)
    scene.report("A1", isOpen ? .open : .closed, .latch)
    #expect(scene.progress("X", "A1") == (isOpen ? .collecting : .loaded))
  }

  @Test("a latch that is lost while drawn")
  func lost() throws {
    let scene = try ready()
    try scene.unlock("A1", .staff)
    scene.report("A1", .open, .latch)
    scene.lose("A1")
    scene.wait(3)
    scene.report("A1", .closed, .latch)
    #expect(scene.state("X") == .ready)
    #expect(scene.count(.doorOpened) == 1)
  }
}
