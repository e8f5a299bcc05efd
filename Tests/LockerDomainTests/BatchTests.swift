import LockerDomain
import Testing

/// Several texts that leave together.
@Suite struct BatchTests {
  private func ready(_ names: [CompartmentName] = ["A1", "A2", "A3"]) throws -> Scene {
    let scene = Scene(names) { rules in
      rules.hold = .zero
      rules.reloadWindow = .zero
      rules.pickupBeforeText = .send
    }
    for (number, name) in zip(["X", "Y", "Z"] as [OrderNumber], names) {
      try scene.place(number, in: name)
      scene.load(name)
    }
    return scene
  }

  private func ids(_ scene: Scene, _ numbers: OrderNumber...) -> [NoticeID] {
    numbers.compactMap { scene.order($0)?.notice?.id }
  }

  @Test("the oldest first, no more than asked for")
  func oldest() throws {
    let scene = try ready()
    #expect(scene.bank.noticesToSend(atMost: 16) == ids(scene, "X", "Y", "Z"))
    #expect(scene.bank.noticesToSend(atMost: 2) == ids(scene, "X", "Y"))
    #expect(scene.bank.noticesToSend(atMost: 2, skipping: Set(ids(scene, "X"))) == ids(scene, "Y", "Z"))
    #expect(scene.bank.noticesToSend(atMost: 2, underWay: Set(ids(scene, "Y"))) == ids(scene, "X", "Z"))
    #expect(scene.bank.noticesToSend(atMost: 0).isEmpty)
  }

  @Test("marks of several are one step, and so are their ends")
  func together() throws {
    let scene = try ready()
    let all = ids(scene, "X", "Y", "Z")
    scene.open("A2")
    let (leaving, marks) = scene.bank.noticesLeave(all, at: scene.now)
    scene.keep(marks)
    #expect(leaving == Set(ids(scene, "X", "Z")))
    #expect(scene.work.ledger.map(\.kind) == [.noticeSending, .noticeSending])
    scene.keep(
      scene.bank.attemptsEnded(
        [(all[0], .accepted(requestID: "r1")), (all[1], .deferred(reason: "?")), (all[2], .deferred(reason: "503"))],
        at: scene.now))
    #expect(scene.work.ledger.map(\.kind) == [.noticeAccepted, .noticeDeferred])
    #expect(scene.bank.noticesToSend(atMost: 16) == ids(scene, "Z"))
  }

  @Test("marks that could not be stored: nothing has left, and all may leave again")
  func revert() throws {
    let scene = try ready()
    let all = ids(scene, "X", "Y", "Z")
    let (_, marks) = scene.bank.noticesLeave(all, at: scene.now)
    scene.bank.revert(marks)
    #expect(scene.bank.noticesToSend(atMost: 16) == all)
    #expect(all.allSatisfy { !scene.bank.isUnderWay($0) })
  }

  @Test("texts of one compartment leave one after the other; one that was set aside holds up nobody")
  func oneCompartment() throws {
    let scene = try ready()
    // Picked up before its text was accepted, which is still wanted; the compartment goes to another order.
    scene.load("A1")
    #expect(scene.state("X") == .collected)
    try scene.place("W", in: "A1")
    scene.load("A1")
    #expect(scene.bank.noticesToSend(atMost: 16) == ids(scene, "X", "Y", "Z"))
    #expect(scene.bank.noticesToSend(atMost: 16, underWay: Set(ids(scene, "X"))) == ids(scene, "Y", "Z"))
    #expect(scene.bank.noticesToSend(atMost: 16, skipping: Set(ids(scene, "X"))) == ids(scene, "Y", "Z", "W"))
    scene.deliver()
    #expect(scene.bank.noticesToSend(atMost: 16) == ids(scene, "Y", "Z", "W"))
  }

  @Test("also while the attempt of an order that is gone from memory has not ended")
  func overtaken() throws {
    let scene = try ready(["A1"])
    let first = try #require(scene.send())
    try scene.collect("X")
    #expect(scene.bank.orders["X"] == nil)
    try scene.place("W", in: "A1")
    scene.load("A1")
    #expect(!scene.mayLeave)
    scene.end(first, .accepted(requestID: "r1"))
    #expect(scene.ledger.last?.why.contains("accepted it all the same, request r1") == true)
    #expect(scene.bank.noticesToSend(atMost: 16) == ids(scene, "W"))
  }

  @Test("a door that opens between the mark and the connection interrupts; a withdrawal too")
  func interrupted() throws {
    let scene = try ready()
    let all = ids(scene, "X", "Y", "Z")
    scene.keep(scene.bank.noticesLeave(all, at: scene.now).1)
    #expect(all.allSatisfy { scene.bank.interruption(of: $0) == nil })
    try scene.unlock("A1", .staff)
    scene.open("A1")
    try scene.cancel("Y")
    #expect(scene.bank.interruption(of: all[0]) == "door A1 is open")
    #expect(scene.bank.interruption(of: all[1]) == "it is settled")
    #expect(scene.bank.interruption(of: all[2]) == nil)
    #expect(scene.bank.interruption(of: NoticeID(99)) == "it is settled")
    var rules = scene.bank.rules
    rules.mode = .dryRun
    scene.keep(scene.bank.adopt(rules, by: .agent))
    #expect(scene.bank.interruption(of: all[2]) == "mode is dry-run")
  }
}
