import LockerDomain
import Testing

/// Rules 1, 7 and 8: what callers change about an order, and when its number comes again.
@Suite struct OrderChangeTests {
  private func ready(_ adjust: (inout BankRules) -> Void = { _ in }) throws -> Scene {
    let scene = Scene(["A1", "A2", "A3"], adjust)
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.wait(10)
    return scene
  }

  @Test("a compartment taken is refused, and the refusal names the order")
  func taken() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2")
    let refusal = #expect(throws: Refusal.self) { try scene.place("Y", in: "A3", "A2") }
    #expect(refusal?.code == .conflict)
    #expect(refusal?.order == "X")
    #expect(scene.state("Y") == nil)
  }

  @Test("phone corrected before sending: the same notice goes to the new phone")
  func phoneCorrected() throws {
    let scene = try ready()
    let id = scene.notice("X")?.id
    #expect(try scene.place("X", in: "A1", phone: "+12015550111", code: "7777") == .rewritten)
    #expect(scene.notice("X")?.id == id)
    #expect(scene.notice("X")?.to == "+12015550111")
    #expect(scene.notice("X")?.text.contains("7777") == true)
    #expect(scene.deliver() == id)
    #expect(scene.notices("X").count == 1)
  }

  @Test("phone corrected before loading")
  func phoneCorrectedBeforeLoading() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    #expect(try scene.place("X", in: "A1", phone: "+12015550111") == .rewritten)
    scene.load("A1")
    #expect(scene.notice("X")?.to == "+12015550111")
  }

  @Test("not while in flight: try again")
  func changedInFlight() throws {
    let scene = try ready()
    let id = try #require(scene.send())
    let refusal = #expect(throws: Refusal.self) { try scene.place("X", in: "A1", phone: "+12015550111") }
    #expect(refusal?.code == .tryAgain)
    scene.end(id, .deferred(reason: "503"))
    #expect(try scene.place("X", in: "A1", phone: "+12015550111") == .rewritten)
  }

  @Test("changed after an attempt whose end nobody saw: a new text with its own key")
  func changedAfterUnanswered() throws {
    let scene = try ready()
    scene.attempt(.unanswered(reason: "connection lost"))
    try scene.place("X", in: "A1", phone: "+12015550111")
    #expect(scene.notices("X").map(\.cycle) == [1, 2])
    #expect(scene.notices("X").map(\.to) == ["+12015550199", "+12015550111"])
    #expect(scene.notices("X").first?.state.isSettled == true)
  }

  @Test("changed after its text was refused for good: a new text")
  func changedAfterDead() throws {
    let scene = try ready()
    scene.attempt(.refused(reason: "no such number"))
    try scene.place("X", in: "A1", phone: "+12015550111")
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.problems.isEmpty)
  }

  @Test("after acceptance a different body is refused, the same is nothing, and resend makes a new cycle")
  func afterAcceptance() throws {
    let scene = try ready()
    scene.deliver()
    #expect(try scene.place("X", in: "A1") == .unchanged)
    #expect(scene.work.isEmpty)
    let refusal = #expect(throws: Refusal.self) { try scene.place("X", in: "A1", code: "1") }
    #expect(refusal?.code == .conflict)
    try scene.resend("X")
    #expect(scene.ledger.last?.source == Scene.staff)
    #expect(scene.deliver() != nil)
    #expect(scene.notices("X").map(\.key) == ["s1-X-ready-1", "s1-X-ready-2"])
  }

  @Test("after its load was taken back, an accepted text is of the past: the body may change")
  func changedAfterUnload() throws {
    let scene = try ready()
    scene.deliver()
    try scene.unload("X")
    #expect(try scene.place("X", in: "A1", phone: "+12015550111") == .rewritten)
    scene.load("A1")
    #expect(scene.notice("X")?.to == "+12015550111")
    #expect(scene.notice("X")?.cycle == 2)
  }

  @Test("other compartments, before it is ready")
  func moved() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2")
    scene.load("A1")
    scene.wait(1800)
    #expect(scene.problems == [.loadIncomplete])
    try scene.place("X", in: "A2", "A3")
    #expect(scene.state("X") == .assigned)
    #expect(scene.problems.isEmpty)
    #expect(scene.occupancy("A1") == .toClear)
    #expect(scene.bank.holder(of: "A1") == nil)
    scene.load("A2", "A3")
    #expect(scene.state("X") == .ready)
    #expect(throws: Refusal.self) { try scene.place("X", in: "A1") }
  }

  @Test("the last compartment that was missing is taken away: ready, with the new body in its text")
  func movedToReady() throws {
    let scene = Scene()
    try scene.place("X", in: "A1", "A2")
    scene.load("A1")
    try scene.place("X", in: "A1", phone: "+12015550111", code: "7777")
    #expect(scene.state("X") == .ready)
    #expect(scene.notices("X").map(\.to) == ["+12015550111"])
    #expect(scene.notice("X")?.text.contains("7777") == true)
  }

  @Test("cancel and reuse of a compartment: the next open-and-close is clearing")
  func cancelAndClear() throws {
    let scene = try ready()
    #expect(try scene.cancel("X"))
    #expect(scene.state("X") == .cancelled)
    #expect(scene.notice("X")?.state == .withdrawn(reason: "the order was cancelled"))
    #expect(scene.occupancy("A1") == .toClear)
    scene.load("A1")
    #expect(scene.occupancy("A1") == .empty)
    #expect(scene.count(.compartmentCleared) == 1)
    try scene.place("Y", in: "A1", loaded: true)
    #expect(scene.state("Y") == .assigned, "clearing is no load")
  }

  @Test("cancel and reuse of a compartment: clearing and loading in one")
  func cancelAndLoad() throws {
    let scene = try ready()
    try scene.cancel("X")
    try scene.place("Y", in: "A1")
    #expect(scene.state("Y") == .assigned)
    scene.load("A1")
    #expect(scene.state("Y") == .ready)
    #expect(scene.occupancy("A1") == .loaded)
  }

  @Test("nothing to clear when nothing was loaded")
  func cancelUntouched() throws {
    let scene = Scene()
    try scene.place("X", in: "A1")
    #expect(try !scene.cancel("X"))
    #expect(scene.occupancy("A1") == .empty)
  }

  @Test("number reused next week: the cycle goes on, and the key differs")
  func numberReused() throws {
    let scene = try ready()
    scene.deliver()
    scene.wait(60)
    scene.load("A1")
    #expect(scene.state("X") == .collected)
    scene.restart(after: 7 * 24 * 3600)
    scene.close("A1")
    #expect(try scene.place("X", in: "A1", code: "9999") == .created)
    scene.load("A1")
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.notices("X").map(\.key) == ["s1-X-ready-1", "s1-X-ready-2"])
  }

  @Test("nightly resend: unchanged while it lives, refused with its end after that, taken with again")
  func nightlyResend() throws {
    let scene = try ready()
    #expect(try scene.place("X", in: "A1") == .unchanged)
    try scene.collect("X")
    let refusal = #expect(throws: Refusal.self) { try scene.place("X", in: "A1") }
    #expect(refusal?.code == .conflict)
    #expect(refusal?.message.contains("collected") == true)
    #expect(try scene.place("X", in: "A1", again: true) == .created)
    #expect(scene.state("X") == .assigned)
    #expect(try scene.place("X", in: "A1") == .unchanged)
  }

  @Test("a number used again while the text of its former life still waits: that text is withdrawn")
  func reusedBeforeSent() throws {
    let scene = try ready { $0.pickupBeforeText = .send }
    scene.wait(60)
    scene.load("A1")
    #expect(scene.mayLeave)
    try scene.place("X", in: "A1", again: true)
    #expect(scene.notices("X").first?.state == .withdrawn(reason: "the order's number is used again"))
    #expect(!scene.mayLeave)
  }
}
