import LockerDomain
import Testing

/// What each door event does to a slot and its order, whatever state they are in.
@Suite struct DoorTableTests {
  struct Row: CustomTestStringConvertible {
    let situation: Situation
    let door: [DoorState]
    let progress: Order.Slot.Progress
    let state: Order.State

    init(_ situation: Situation, _ door: DoorState..., to progress: Order.Slot.Progress, _ state: Order.State) {
      self.situation = situation
      self.door = door
      self.progress = progress
      self.state = state
    }

    var testDescription: String { "\(situation), then \(door.map(\.rawValue).joined(separator: ", "))" }
  }

  static let rows = [
    Row(.assigned, .open, to: .opened, .loading),
    Row(.assigned, .unknown, to: .waiting, .assigned),
    Row(.assigned, .unknown, .closed, to: .waiting, .assigned),
    Row(.assigned, .unknown, .open, to: .opened, .loading),
    Row(.assigned, .unknown, .open, .closed, to: .loaded, .ready),
    Row(.opened, .closed, to: .loaded, .ready),
    Row(.opened, .unknown, to: .opened, .loading),
    Row(.opened, .unknown, .open, to: .opened, .loading),
    Row(.opened, .unknown, .closed, to: .loaded, .ready),
    Row(.halfLoaded, .open, to: .opened, .loading),
    Row(.halfLoaded, .open, .closed, to: .loaded, .loading),
    Row(.halfLoaded, .unknown, .closed, to: .loaded, .loading),
    Row(.halfLoaded, .unknown, .open, to: .opened, .loading),
    Row(.ready, .open, to: .reopened, .ready),
    Row(.ready, .open, .closed, to: .loaded, .ready),
    Row(.ready, .unknown, to: .loaded, .ready),
    Row(.ready, .unknown, .closed, to: .loaded, .ready),
    Row(.ready, .unknown, .open, to: .reopened, .ready),
    Row(.reopened, .closed, to: .loaded, .ready),
    Row(.reopened, .unknown, to: .reopened, .ready),
    Row(.reopened, .unknown, .open, to: .reopened, .ready),
    Row(.reopened, .unknown, .closed, to: .loaded, .ready),
    Row(.waiting, .open, to: .collecting, .ready),
    Row(.waiting, .open, .closed, to: .collected, .collected),
    Row(.waiting, .unknown, .closed, to: .loaded, .ready),
    Row(.waiting, .unknown, .open, .closed, to: .collected, .collected),
    Row(.unsent, .open, to: .collecting, .pickupUnsure),
    Row(.unsent, .open, .closed, to: .collecting, .pickupUnsure),
    Row(.unsent, .unknown, .open, to: .collecting, .pickupUnsure),
    Row(.collecting, .closed, to: .collected, .collected),
    Row(.collecting, .unknown, to: .collecting, .ready),
    Row(.collecting, .unknown, .open, to: .collecting, .ready),
    Row(.collecting, .unknown, .closed, to: .collected, .collected),
    Row(.unsure, .open, to: .collecting, .pickupUnsure),
    Row(.unsure, .open, .closed, to: .collecting, .pickupUnsure),
    Row(.unsure, .unknown, .closed, to: .collecting, .pickupUnsure),
    Row(.partlyCollected, .open, to: .collecting, .partlyCollected),
    Row(.partlyCollected, .open, .closed, to: .collected, .collected),
    Row(.partlyCollected, .unknown, .closed, to: .loaded, .partlyCollected),
    Row(.expired, .open, to: .collecting, .expired),
    Row(.expired, .open, .closed, to: .collected, .collected),
    Row(.expired, .unknown, .closed, to: .loaded, .expired),
    Row(.collected, .open, .closed, to: .collected, .collected),
  ]

  @Test(arguments: rows)
  func moves(row: Row) throws {
    let scene = try row.situation.scene()
    for state in row.door { scene.report("A1", state) }
    #expect(scene.progress("X", "A1") == row.progress)
    #expect(scene.state("X") == row.state)
  }

  @Test("a report of what is known already is nothing", arguments: Situation.allCases)
  func repeated(situation: Situation) throws {
    let scene = try situation.scene()
    let door = try #require(scene.bank.compartments["A1"]?.door)
    scene.report("A1", door)
    #expect(scene.work.isEmpty)
  }

  @Test("a report of a door that the bank does not have is nothing")
  func stranger() {
    let scene = Scene()
    scene.open("Z9")
    #expect(scene.work.isEmpty)
  }

  @Test("each change of a door is in the ledger, with its input", arguments: [DoorState.open, .unknown])
  func ledger(door: DoorState) {
    let scene = Scene()
    scene.report("A1", door)
    let entry = scene.ledger.last
    #expect(entry?.kind == (door == .open ? .doorOpened : .doorUnknown))
    #expect(entry?.compartment == "A1")
    #expect(entry?.source.label == "input:line A1")
  }
}
