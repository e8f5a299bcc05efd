import LockerDomain
import Testing

/// Rule 4: loading first, scanning later.
@Suite struct ClaimTests {
  @Test("assigned after the close without loaded")
  func withoutLoaded() throws {
    let scene = Scene()
    scene.load("A1")
    try scene.place("X", in: "A1")
    #expect(scene.state("X") == .assigned)
    scene.wait(700)
    #expect(scene.notices("X").isEmpty)
  }

  @Test("assigned after the close with loaded")
  func withLoaded() throws {
    let scene = Scene()
    scene.load("A1")
    scene.wait(600)
    try scene.place("X", in: "A1", loaded: true)
    #expect(scene.state("X") == .ready)
    #expect(scene.occupancy("A1") == .loaded)
    scene.wait(10)
    #expect(scene.deliver() != nil)
  }

  @Test("the same request once more, and now with loaded: the close is claimed then")
  func loadedSaidLater() throws {
    let scene = Scene()
    scene.load("A1")
    try scene.place("X", in: "A1")
    #expect(scene.state("X") == .assigned)
    try scene.place("X", in: "A1", loaded: true)
    #expect(scene.state("X") == .ready)
    #expect(scene.count(.loadClaimed) == 1)
    let lines = scene.ledger.count
    try scene.place("X", in: "A1", loaded: true)
    #expect(scene.ledger.count == lines, "nothing is left to claim")
  }

  @Test("a close is claimed once")
  func once() throws {
    let scene = Scene()
    scene.load("A1")
    try scene.place("X", in: "A1", loaded: true)
    try scene.cancel("X")
    try scene.place("Y", in: "A1", loaded: true)
    #expect(scene.state("Y") == .assigned)
    #expect(scene.count(.loadNotClaimed) == 1)
  }

  @Test("the claim window is over")
  func tooLate() throws {
    let scene = Scene()
    scene.load("A1")
    scene.wait(601)
    try scene.place("X", in: "A1", loaded: true)
    #expect(scene.state("X") == .assigned)
  }

  @Test("a later opening ends the claim; with the door still open, its close is the load")
  func laterOpening() throws {
    let scene = Scene()
    scene.load("A1")
    scene.open("A1")
    try scene.place("X", in: "A1", loaded: true)
    #expect(scene.state("X") == .loading)
    #expect(scene.count(.loadStarted) == 1)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
  }

  @Test("an unknown spell ends the claim")
  func unknownSpell() throws {
    let scene = Scene()
    scene.load("A1")
    scene.lose("A1")
    scene.close("A1")
    try scene.place("X", in: "A1", loaded: true)
    #expect(scene.state("X") == .assigned)
  }

  @Test("a restart ends the claim")
  func restart() throws {
    let scene = Scene()
    scene.load("A1")
    scene.restart()
    scene.close("A1")
    try scene.place("X", in: "A1", loaded: true)
    #expect(scene.state("X") == .assigned)
  }

  @Test("a close that nobody saw is not claimed")
  func inferredClose() throws {
    let scene = Scene()
    scene.open("A1")
    scene.lose("A1")
    scene.close("A1")
    try scene.place("X", in: "A1", loaded: true)
    #expect(scene.state("X") == .assigned)
  }

  @Test("an opening shorter than min_open is no load that could be claimed")
  func tooShort() throws {
    let scene = Scene { $0.minOpen = .seconds(2) }
    scene.load("A1", for: 1)
    try scene.place("X", in: "A1", loaded: true)
    #expect(scene.state("X") == .assigned)
  }

  @Test("of two boxes one was closed before: the other is loaded as usual")
  func oneOfTwo() throws {
    let scene = Scene()
    scene.load("A1")
    try scene.place("X", in: "A1", "A2", loaded: true)
    #expect(scene.state("X") == .loading)
    #expect(scene.progress("X", "A2") == .waiting)
    scene.load("A2")
    #expect(scene.state("X") == .ready)
  }

  @Test("assigned while the door stands open: its close is the load")
  func standsOpen() throws {
    let scene = Scene()
    scene.open("A1")
    scene.wait(5)
    try scene.place("X", in: "A1")
    #expect(scene.state("X") == .loading)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
  }
}
