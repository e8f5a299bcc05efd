import LockerDomain
import Testing

/// A scanner's labels: a compartment and an order, whichever comes first.
@Suite struct ScanTests {
  /// Orders X and Y are announced; the compartments are A1 to A3.
  private func scene(_ adjust: (inout BankRules) -> Void = { _ in }) throws -> Scene {
    let scene = Scene(["A1", "A2", "A3"], adjust)
    try scene.place("X", in: [])
    try scene.place("Y", in: [])
    return scene
  }

  @Test("an order without a compartment is announced, and ends like any other")
  func announced() throws {
    let scene = try scene()
    #expect(scene.state("X") == .announced)
    #expect(scene.count(.orderAnnounced) == 2)
    #expect(throws: Refusal.self) { try scene.ready("X") }
    #expect(throws: Refusal.self) { try scene.collect("X") }
    #expect(throws: Refusal.self) { try scene.unload("X") }
    #expect(throws: Refusal.self) { try scene.resend("X") }
    #expect(throws: Refusal.self) { try scene.place("Z", in: [], loaded: true) }
    #expect(try !scene.cancel("X"))
    #expect(scene.state("X") == .cancelled)
    scene.restart()
    #expect(scene.state("Y") == .announced)
    try scene.place("Y", in: "A1")
    #expect(scene.state("Y") == .assigned)
  }

  @Test("a request without compartments leaves those that were scanned", arguments: ["+12015550199", "+12015550188"])
  func nightlyRequest(phone: PhoneNumber) throws {
    let scene = try scene()
    scene.scan("LOC-A1", "ORDX")
    try scene.place("X", in: [], phone: phone)
    #expect(scene.order("X")?.slots.map(\.compartment) == ["A1"])
    #expect(scene.order("X")?.body?.phone == phone)
  }

  @Test("a pair, whichever comes first, is an assignment", arguments: [["LOC-A1", "ORDX"], ["ORDX", "LOC-A1"]])
  func pair(labels: [String]) throws {
    let scene = try scene()
    for label in labels { scene.scan(label) }
    #expect(scene.state("X") == .assigned)
    #expect(scene.bank.holder(of: "A1")?.number == "X")
    #expect(scene.ledger.last?.source == .input("scanner-a"))
    scene.load("A1")
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.problems.isEmpty)
  }

  @Test("loaded first, scanned after: the close is claimed")
  func claimed() throws {
    let scene = try scene()
    scene.load("A1")
    scene.scan("ORDX", "LOC-A1")
    #expect(scene.state("X") == .ready)
    #expect(scene.count(.loadClaimed) == 1)
  }

  @Test("scanned while the door stands open: its close is the load")
  func openDoor() throws {
    let scene = try scene()
    scene.open("A1")
    scene.scan("ORDX", "LOC-A1")
    #expect(scene.state("X") == .loading)
    scene.close("A1")
    #expect(scene.state("X") == .ready)
  }

  @Test("scanned while an unlock's pulse draws the latch: no opening")
  func latchPulse() throws {
    let scene = try scene()
    try scene.unlock("A1", .staff)
    scene.report("A1", .open, .latch)
    scene.scan("ORDX", "LOC-A1")
    #expect(scene.state("X") == .assigned)
    scene.wait(1)
    scene.report("A1", .closed, .latch)
    #expect(scene.state("X") == .assigned)
  }

  @Test("only the scanned compartment's close is claimed")
  func claimsItsOwn() throws {
    let scene = Scene()
    scene.load("A1", "A2")
    try scene.place("X", in: "A1", "A2")
    scene.scan("ORDX", "LOC-A1")
    #expect(scene.progress("X", "A1") == .loaded)
    #expect(scene.progress("X", "A2") == .waiting)
  }

  @Test("the same labels again change nothing")
  func again() throws {
    let scene = try scene()
    scene.scan("ORDX", "LOC-A1", "LOC-A1", "ORDX", "LOC-A1", "LOC-A1", "ORDX", "ORDX", "LOC-A1")
    #expect(scene.order("X")?.slots.count == 1)
    #expect(scene.count(.orderAssigned) == 1)
    #expect(scene.count(.scanUnpaired) == 0)
    scene.load("A1")
    let lines = scene.ledger.count
    scene.scan("ORDX", "LOC-A1")
    #expect(scene.ledger.count == lines)
    #expect(scene.state("X") == .ready)
  }

  @Test("an order in two boxes is scanned with each, before its text is accepted")
  func twoBoxes() throws {
    let scene = try scene()
    scene.scan("ORDX", "LOC-A1")
    scene.load("A1")
    #expect(scene.state("X") == .ready)
    scene.scan("ORDX", "LOC-A2")
    #expect(scene.state("X") == .loading)
    #expect(scene.count(.noticeWithdrawn) == 1)
    scene.wait(60)
    #expect(!scene.mayLeave)
    scene.load("A2")
    #expect(scene.state("X") == .ready)
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.notices("X").map(\.state.isSettled) == [true, true])

    scene.scan("ORDX", "LOC-A3")
    #expect(scene.order("X")?.slots.count == 2, "its customer has been texted")
    #expect(scene.problems == [.scanRefused])
  }

  @Test("a box opened once more while another is scanned is loaded when it closes")
  func reopened() throws {
    let scene = try scene()
    scene.scan("ORDX", "LOC-A1")
    scene.load("A1")
    scene.open("A1")
    scene.scan("ORDX", "LOC-A2")
    #expect(scene.progress("X", "A1") == .opened)
    scene.close("A1")
    scene.load("A2")
    #expect(scene.state("X") == .ready)
  }

  @Test(
    "an order that is not known, or a compartment that is taken, is refused and said",
    arguments: [
      (
        ["LOC-A1", "ORDZ"],
        "compartment A1 was scanned with order Z, which is not known here: announce it, then scan both again"
      ),
      (
        ["ORDZ", "LOC-A1"],
        "compartment A1 was scanned with order Z, which is not known here: announce it, then scan both again"
      ),
      (["ORDY", "LOC-A3"], "compartment A3 was scanned with order Y, and is taken by order X"),
      (["LOC-Z9"], "there is no compartment Z9 at this bank"),
      (
        ["hello"],
        "a label of 5 characters is neither a compartment's nor an order's: see compartment_pattern and order_pattern"
      ),
    ] as [([String], String)])
  func refused(labels: [String], message: String) throws {
    let scene = try scene()
    scene.scan("LOC-A3", "ORDX")
    scene.wait(60)
    for label in labels { scene.scan(label) }
    #expect(scene.ledger.last?.kind == .scanRefused)
    #expect(scene.ledger.last?.why == message)
    #expect(scene.bank.problems == [Problem(.scanRefused, "scanner-a", message)])
    #expect(scene.order("Y")?.slots.isEmpty == true)
    // A pair that is taken ends the alert.
    scene.wait(60)
    #expect(!scene.problems.isEmpty)
    scene.scan("LOC-A2", "ORDY")
    #expect(scene.problems.isEmpty)
  }

  @Test("an order that is not known takes its compartment out of the way of the next pair")
  func unknownOrderPairs() throws {
    let scene = try scene()
    scene.scan("ORDZ", "LOC-A1", "ORDY", "LOC-A2")
    #expect(scene.bank.holder(of: "A1") == nil)
    #expect(scene.bank.holder(of: "A2")?.number == "Y")
  }

  @Test("what a bare pattern takes for an order may be a secret: it is not written down")
  func secret() throws {
    let scene = try scene()
    let bare = try ScanLabels(
      compartment: LabelPattern("{compartment}", for: .compartment), order: LabelPattern("{order}", for: .order))
    scene.scan("A1", "c0de-1", by: bare)
    scene.wait(60)
    scene.scan("c0de-2", "A2", by: bare)
    scene.scan("c0de-3", by: bare)
    scene.wait(60)
    #expect(scene.count(.scanRefused) == 2)
    #expect(scene.count(.scanUnpaired) == 1)
    for entry in scene.ledger { #expect(!entry.why.contains("c0de") && entry.order?.text.contains("c0de") != true) }
    for problem in scene.bank.problems { #expect(!problem.message.contains("c0de")) }
    scene.wait(60)
    scene.scan("X", "A3", by: bare)
    #expect(scene.bank.holder(of: "A3")?.number == "X")
  }

  @Test(
    "what a bare pattern takes for a compartment may be a secret: it is not written down",
    arguments: ["{order}", "ORD{order}"])
  func secretCompartment(order: String) throws {
    let scene = try scene()
    let bare = try ScanLabels(
      compartment: LabelPattern("{compartment}", for: .compartment), order: LabelPattern(order, for: .order))
    for secret in ["+1 201 555 0199", "https://parcel.example/?code=c0de-1"] { scene.scan(secret, by: bare) }
    #expect(scene.count(.scanRefused) == 2)
    for why in scene.ledger.map(\.why) + scene.bank.problems.map(\.message) {
      #expect(!why.contains("c0de") && !why.contains("0199"))
    }
    scene.scan("A1", by: bare)
    scene.scan(order == "{order}" ? "X" : "ORDX", by: bare)
    #expect(scene.bank.holder(of: "A1")?.number == "X")
  }

  @Test(
    "a label waits for the other as long as the pair window; after that both go without", arguments: [(59, 0), (60, 2)])
  func window(seconds: Int, unpaired: Int) throws {
    let scene = try scene { $0.pairWindow = .seconds(60) }
    scene.scan("LOC-A1")
    scene.wait(seconds)
    scene.scan("ORDX")
    #expect(scene.count(.scanUnpaired) == unpaired)
    #expect(scene.order("X")?.slots.isEmpty == (unpaired > 0))
  }

  @Test("a timer that is late makes no pair of labels that lie too far apart")
  func lateTimer() throws {
    let scene = try scene()
    scene.scan("LOC-A1")
    scene.skip(.seconds(61))
    scene.scan("ORDX")
    #expect(scene.bank.holder(of: "A1") == nil)
    #expect(scene.count(.scanUnpaired) == 2)
  }

  @Test("another compartment takes the place of the one that waits, and that is said")
  func replaced() throws {
    let scene = try scene()
    scene.scan("LOC-A1", "LOC-A2", "ORDX")
    #expect(scene.bank.holder(of: "A1") == nil)
    #expect(scene.bank.holder(of: "A2")?.number == "X")
    #expect(scene.count(.scanUnpaired) == 1)
  }

  @Test("a label that is neither ends the pair that was begun")
  func broken() throws {
    let scene = try scene()
    scene.scan("LOC-A1", "hello", "ORDX")
    #expect(scene.bank.holder(of: "A1") == nil)
    #expect(scene.count(.scanUnpaired) == 2)
  }

  @Test("each scanner has its own pairs")
  func twoScanners() throws {
    let scene = try scene()
    scene.scan("LOC-A1")
    scene.scan("LOC-A2", from: "scanner-b")
    scene.scan("ORDX")
    scene.scan("ORDY", from: "scanner-b")
    #expect(scene.bank.holder(of: "A1")?.number == "X")
    #expect(scene.bank.holder(of: "A2")?.number == "Y")
  }

  @Test("an alert about a scan does not stay for ever")
  func alertEnds() throws {
    let scene = try scene()
    scene.scan("hello")
    scene.wait(899)
    #expect(scene.problems == [.scanRefused])
    scene.wait(1)
    #expect(scene.problems.isEmpty)
  }

  @Test("a restart forgets the pair that was begun")
  func restart() throws {
    let scene = try scene()
    scene.scan("LOC-A1")
    scene.restart()
    scene.scan("ORDX")
    #expect(scene.state("X") == .announced)
  }

  @Test(
    "orders whose state lets nothing be added",
    arguments: [Situation.waiting, .unsure, .partlyCollected, .expired, .collecting])
  func closedOrders(situation: Situation) throws {
    let scene = try situation.scene()
    let before = scene.order("X")
    scene.scan("ORDX", "LOC-A3")
    #expect(scene.order("X") == before)
    #expect(scene.count(.scanRefused) == 1)
  }
}
