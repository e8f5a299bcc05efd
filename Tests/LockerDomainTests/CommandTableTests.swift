import LockerDomain
import Testing

/// Which command is taken in which situation, and what comes of it.
@Suite struct CommandTableTests {
  enum Command: CaseIterable { case cancel, ready, unload, collect, remove, resend, sameAgain, otherPhone }

  enum Outcome: Equatable {
    case state(Order.State)
    case refused(Refusal.Code)
  }

  struct Row: CustomTestStringConvertible {
    let situation: Situation
    let outcomes: [Command: Outcome]

    var testDescription: String { "\(situation)" }
  }

  private static let no = Outcome.refused(.conflict)

  /// A row of the table in the order of `Command`'s cases.
  private static func row(_ situation: Situation, _ outcomes: Outcome...) -> Row {
    Row(situation: situation, outcomes: Dictionary(uniqueKeysWithValues: zip(Command.allCases, outcomes)))
  }

  // situation, then cancel, ready, unload, collect, remove, resend, PUT of the same, PUT with another phone
  static let rows = [
    row(.assigned, .state(.cancelled), no, no, no, .state(.removed), no, .state(.assigned), .state(.assigned)),
    row(
      .opened, .state(.cancelled), no, .state(.loading), .state(.collected), .state(.removed), no, .state(.loading),
      .state(.loading)),
    row(
      .halfLoaded, .state(.cancelled), .state(.ready), .state(.assigned), .state(.collected), .state(.removed), no,
      .state(.loading), .state(.loading)),
    row(
      .ready, .state(.cancelled), .state(.ready), .state(.assigned), .state(.collected), .state(.removed),
      .state(.ready), .state(.ready), no),
    row(
      .reopened, .state(.cancelled), .state(.ready), .state(.loading), .state(.collected), .state(.removed),
      .state(.ready), .state(.ready), no),
    row(
      .waiting, .state(.cancelled), .state(.ready), .state(.assigned), .state(.collected), .state(.removed),
      .state(.ready), .state(.ready), no),
    row(
      .unsent, .state(.cancelled), .state(.ready), .state(.assigned), .state(.collected), .state(.removed), no,
      .state(.ready), .state(.ready)),
    row(
      .collecting, .state(.cancelled), .state(.ready), .state(.loading), .state(.collected), .state(.removed),
      .state(.ready), .state(.ready), no),
    row(
      .unsure, .state(.cancelled), .state(.ready), .state(.assigned), .state(.collected), .state(.removed), no,
      .state(.pickupUnsure), .state(.pickupUnsure)),
    row(
      .partlyCollected, .state(.cancelled), .state(.partlyCollected), no, .state(.collected), .state(.removed),
      .state(.partlyCollected), .state(.partlyCollected), no),
    row(
      .expired, .state(.cancelled), .state(.expired), .state(.assigned), .state(.collected), .state(.removed),
      .state(.expired), .state(.expired), no),
    row(
      .collected, .refused(.notFound), .refused(.notFound), .refused(.notFound), .refused(.notFound),
      .refused(.notFound), .refused(.notFound), no, .state(.assigned)),
  ]

  @Test(arguments: rows, Command.allCases)
  func takesOrRefuses(row: Row, command: Command) throws {
    let scene = try row.situation.scene()
    let before = scene.store
    let outcome: Outcome?
    do throws(Refusal) {
      try perform(command, on: scene)
      outcome = scene.state("X").map(Outcome.state)
    } catch {
      outcome = .refused(error.code)
      #expect(error.order == "X")
      #expect(scene.store == before, "nothing has changed")
    }
    #expect(outcome == row.outcomes[command])
  }

  private func perform(_ command: Command, on scene: Scene) throws(Refusal) {
    let names = scene.order("X")?.slots.map(\.compartment) ?? []
    switch command {
    case .cancel: try scene.cancel("X")
    case .ready: try scene.ready("X")
    case .unload: try scene.unload("X")
    case .collect: try scene.collect("X")
    case .remove: try scene.remove("X")
    case .resend: try scene.resend("X")
    case .sameAgain: try scene.place("X", in: names)
    case .otherPhone: try scene.place("X", in: names, phone: "+12015550111")
    }
  }

  @Test(
    "an order ended by a person leaves its compartments, its body and its unsent text", arguments: Situation.allCases)
  func ends(situation: Situation) throws {
    for end in [Command.cancel, .collect, .remove] {
      let scene = try situation.scene()
      guard (try? perform(end, on: scene)) != nil else { continue }
      #expect(scene.bank.orders["X"] == nil)
      #expect(scene.bank.holder(of: "A1") == nil)
      #expect(scene.order("X")?.body == nil)
      #expect(!scene.mayLeave)
    }
  }

  @Test("collected or removed: empty; cancelled with goods inside: to clear")
  func occupancy() throws {
    for (end, occupancy) in [(Command.cancel, Compartment.Occupancy.toClear), (.collect, .empty), (.remove, .empty)] {
      let scene = try Situation.waiting.scene()
      try perform(end, on: scene)
      #expect(scene.occupancy("A1") == occupancy)
    }
  }

  @Test("a request that can't be taken names the field")
  func badRequests() throws {
    let scene = Scene()
    let none = #expect(throws: Refusal.self) { try scene.place("X", in: [], loaded: true) }
    #expect(none?.code == .invalid(field: "loaded"))
    let unknown = #expect(throws: Refusal.self) { try scene.place("X", in: "Z9") }
    #expect(unknown?.code == .invalid(field: "compartments"))
    #expect(unknown?.message.contains("A1, A2, A3") == true)
    let twice = #expect(throws: Refusal.self) { try scene.place("X", in: "A1", "A1") }
    #expect(twice?.code == .invalid(field: "compartments"))
  }

  @Test("a text that holds the name needs one")
  func nameNeeded() throws {
    let template = try NoticeTemplate(text: "{name}: {code}")
    let scene = Scene { $0.template = template }
    let refusal = #expect(throws: Refusal.self) { try scene.place("X", in: "A1", name: nil) }
    #expect(refusal?.code == .invalid(field: "customer.name"))
    try scene.place("X", in: "A1")
    scene.load("A1")
    #expect(scene.notice("X")?.text == "Ada: 0042")
  }
}
