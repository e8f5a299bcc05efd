import LockerDomain
import Testing

/// Rules 2, 3 and 4: from the assignment to the ready text.
@Suite struct LoadingTests {
  @Test("one box, opened and closed: ready, and after the hold its text leaves")
  func oneBox() throws {
    let scene = Scene()
    #expect(try scene.place("X", in: "A1") == .created)
    #expect(scene.state("X") == .assigned)
    scene.open("A1")
    #expect(scene.state("X") == .loading)
    scene.wait(5)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
    #expect(scene.occupancy("A1") == .loaded)
    #expect(scene.notice("X")?.state == .held(until: scene.now + .seconds(10)))
    #expect(!scene.mayLeave)
    scene.wait(10)
    let id = scene.deliver()
    #expect(id == scene.notice("X")?.id)
    #expect(scene.notice("X")?.state == .accepted(requestID: "r1"))
    #expect(scene.notice("X")?.key == "s1-X-ready-1")
    #expect(scene.notice("X")?.text.contains("0042") == true)
    #expect(scene.deliver() == nil)
  }

  @Test("without a hold the text may leave with the close")
  func noHold() throws {
    let scene = Scene { $0.hold = .zero }
    try scene.place("X", in: "A1")
    scene.load("A1")
    #expect(scene.notice("X")?.state == .pending)
    #expect(scene.mayLeave)
  }

  @Test("wrong door within the hold")
  func wrongDoor() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.wait(6)
    scene.open("A1")
    #expect(scene.progress("X", "A1") == .reopened)
    scene.wait(30)
    #expect(!scene.mayLeave, "the door is open")
    scene.close("A1")
    scene.wait(9)
    #expect(!scene.mayLeave, "the hold counts from the last close")
    scene.wait(1)
    #expect(scene.deliver() != nil)
    #expect(scene.notices("X").count == 1)
    #expect(scene.state("X") == .ready)
  }

  @Test("wrong door within the hold, and the load is taken back")
  func unloadWithinHold() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.wait(3)
    try scene.unload("X")
    #expect(scene.state("X") == .assigned)
    #expect(scene.notice("X")?.state == .withdrawn(reason: "the load was taken back"))
    scene.wait(60)
    #expect(!scene.mayLeave)
    scene.load("A1")
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.notices("X").map(\.cycle) == [1, 2])
    #expect(scene.notices("X").map(\.key) == ["s1-X-ready-1", "s1-X-ready-2"])
  }

  @Test("a load taken back with the door open goes on with that opening")
  func unloadWithOpenDoor() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.open("A1")
    try scene.unload("X")
    #expect(scene.state("X") == .loading)
    scene.wait(5)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
    #expect(scene.order("X")?.cycle == 2)
  }

  @Test("reopened and closed once more after the text: nothing is sent")
  func readyOncePerCycle() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.wait(10)
    scene.deliver()
    scene.load("A1")
    scene.wait(100)
    #expect(scene.state("X") == .ready)
    #expect(!scene.mayLeave)
    #expect(scene.notices("X").count == 1)
  }

  @Test("reopened while the text is under way: when that attempt fails, the hold counts from the last close")
  func reopenedDuringAttempt() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.wait(10)
    let id = try #require(scene.send())
    scene.load("A1", for: 2)
    scene.wait(1)
    scene.end(id, .deferred(reason: "503"))
    #expect(!scene.mayLeave)
    scene.wait(8)
    #expect(!scene.mayLeave)
    scene.wait(1)
    #expect(scene.mayLeave)
  }

  @Test("three boxes loaded quickly")
  func threeBoxes() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2", "A3")
    scene.load("A1", "A2", for: 2)
    #expect(scene.state("X") == .loading)
    scene.open("A3")
    scene.wait(20)
    #expect(scene.notices("X").isEmpty)
    scene.close("A3")
    #expect(scene.state("X") == .ready)
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.notices("X").count == 1)
  }

  @Test("three boxes of three orders loaded quickly: each customer gets one text, with the right code")
  func threeOrders() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", code: "111")
    try scene.place("Y", in: "A2", code: "222")
    try scene.place("Z", in: "A3", code: "333")
    for name in ["A1", "A2", "A3"] as [CompartmentName] { scene.open(name) }
    for name in ["A3", "A1", "A2"] as [CompartmentName] { scene.close(name) }
    scene.wait(10)
    let sent = [scene.deliver(), scene.deliver(), scene.deliver(), scene.deliver()].compactMap { $0 }
    #expect(sent.compactMap { scene.store.notices[$0]?.order } == ["Z", "X", "Y"])
    for (number, code) in [("X", "111"), ("Y", "222"), ("Z", "333")] as [(OrderNumber, String)] {
      #expect(scene.notice(number)?.text.contains(code) == true)
    }
  }

  @Test("a compartment reopened while loading is unloaded until it closes")
  func reopenedWhileLoading() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2")
    scene.load("A1")
    scene.wait(300)
    scene.open("A1")
    #expect(scene.progress("X", "A1") == .opened)
    scene.load("A2")
    #expect(scene.state("X") == .loading)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
  }

  @Test("an opening shorter than min_open is no load")
  func tooShort() throws {
    let scene = Scene { $0.minOpen = .seconds(2) }
    try scene.place("X", in: "A1")
    scene.load("A1", for: 1)
    #expect(scene.state("X") == .assigned)
    #expect(scene.order("X")?.loadingSince == nil)
    scene.load("A1", for: 2)
    #expect(scene.state("X") == .ready)
  }

  @Test("a short second opening leaves what was loaded")
  func tooShortReopening() throws {
    let scene = Scene { $0.minOpen = .seconds(2) }
    try scene.place("X", in: "A1", "A2")
    scene.load("A1", for: 3)
    scene.load("A1", for: 1)
    #expect(scene.progress("X", "A1") == .loaded)
    scene.load("A2", for: 3)
    #expect(scene.state("X") == .ready)
  }

  @Test("partly loaded: staff are told, and ready by hand drops the rest")
  func partlyLoaded() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2", "A3")
    scene.load("A1")
    scene.open("A2")
    scene.wait(1794)
    #expect(!scene.problems.contains(.loadIncomplete))
    scene.wait(1)
    #expect(scene.problems.contains(.loadIncomplete))
    #expect(scene.count(.loadIncomplete) == 1)
    try scene.ready("X")
    #expect(scene.state("X") == .ready)
    #expect(scene.order("X")?.slots.map(\.compartment) == ["A1"])
    #expect(!scene.problems.contains(.loadIncomplete))
    #expect(scene.bank.holder(of: "A2") == nil)
    #expect(scene.bank.holder(of: "A3") == nil)
    #expect(scene.occupancy("A2") == .toClear)
    #expect(scene.occupancy("A3") == .empty)
    scene.wait(10)
    #expect(scene.deliver() != nil, "a dropped compartment's open door holds nothing")
  }

  @Test("ready by hand needs one loaded and closed compartment")
  func readyByHandWithNothing() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2")
    #expect(throws: Refusal.self) { try scene.ready("X") }
    scene.open("A1")
    #expect(throws: Refusal.self) { try scene.ready("X") }
  }
}
