import LockerDomain
import Testing

@testable import Configuration

struct DoorLearningTests {
  @Test func aRightBankStaysAsItIs() throws {
    var bank = try LearnedBank()
    try bank.walk()
    #expect(bank.learning.findings == [])
    #expect(bank.learning.wiring.wiring == (try LearnedBank.wiring()))
    #expect(bank.said.filter { if case .open = $0 { true } else { false } }.count == 10)
  }

  /// The two mistakes that a bank has most often, at once.
  @Test func twoSwappedDoorsAndOneInvertedContact() throws {
    var bank = try LearnedBank([
      "B3": LearnedBank.lock(4), "B4": LearnedBank.lock(3), "B7": LearnedBank.lock(7, closed: 0),
    ])
    try bank.walk()
    #expect(bank.result == bank.contacts)
    #expect(
      bank.learning.findings == [
        "B3 and B4 are swapped: B3 is bus-a board 0 lock 4, B4 is bus-a board 0 lock 3",
        "B7's contact is inverted: closed is 0 there, 1 on the rest of bus-a board 0",
        Self.crossed("B3"),
      ])
    #expect(
      bank.learning.yaml.contains(
        """
        compartments:
          - {name: B1, door: {bus: bus-a, board: 0, lock: 1}}
          - {name: B2, door: {bus: bus-a, board: 0, lock: 2}}
          - {name: B3, door: {bus: bus-a, board: 0, lock: 4}}
          - {name: B4, door: {bus: bus-a, board: 0, lock: 3}}
          - {name: B5, door: {bus: bus-a, board: 0, lock: 5}}
          - {name: B6, door: {bus: bus-a, board: 0, lock: 6}}
          - {name: B7, door: {bus: bus-a, board: 0, lock: 7, closed: 0}}
          - {name: B8, door: {bus: bus-a, board: 0, lock: 8}}

        """), "\(bank.learning.yaml)")
  }

  private static func crossed(_ name: String) -> String {
    """
    a board opens a lock by its contact's number: after pasting, unlock \(name) and see that \(name) opens; if another \
    door does, only the contacts' wires are crossed: swap them at the board and keep the old numbers
    """
  }

  /// A rule by which all of a board's doors are wired, and the sentence that names it.
  struct Rule: Sendable, CustomTestStringConvertible {
    let sign: Int
    let offset: Int
    var closed = 1
    let finding: String
    var testDescription: String { finding }

    func place(_ lock: Int) -> Int { sign * lock + offset }
  }

  static let rules = [
    Rule(sign: 1, offset: 0, closed: 0, finding: "bus-a board 0 is inverted: closed is 0, not 1"),
    Rule(
      sign: 1, offset: 1,
      finding: "bus-a board 0: the numbering is shifted: every contact is 1 higher than configured"),
    Rule(
      sign: 1, offset: 8,
      finding: "bus-a board 0: the numbering is shifted: every contact is 8 higher than configured"),
    Rule(
      sign: -1, offset: 9, finding: "bus-a board 0: the order is reversed: contact 1 is 8, and so on down"),
    Rule(
      sign: -1, offset: 17, finding: "bus-a board 0: the order is reversed: contact 1 is 16, and so on down"),
  ]

  @Test(arguments: rules)
  func whatHoldsForAWholeBoardIsSaidOnce(_ rule: Rule) throws {
    var changes: [String: LearnedWiring.Contact] = [:]
    for lock in 1...8 { changes["B\(lock)"] = LearnedBank.lock(rule.place(lock), closed: rule.closed) }
    var bank = try LearnedBank(changes)
    try bank.walk()
    #expect(bank.learning.findings == [rule.finding] + (rule.closed == 0 ? [] : [Self.crossed("B1")]))
    #expect(bank.result == bank.contacts)
    let highest = max(rule.place(1), rule.place(8))
    #expect(bank.learning.wiring.wiring.buses[0].boards[0].locks == max(8, highest))
  }

  @Test func aChipIsLearnedLikeABoard() throws {
    var bank = try LearnedBank([
      "G1": .init(door: .line(chip: "chip-0", .offset(1)), closed: 1),
      "G2": .init(door: .line(chip: "chip-0", .offset(0)), closed: 1),
    ])
    try bank.walk()
    #expect(
      bank.learning.findings == [
        "chip-0 is inverted: closed is high, not low",
        "G1 and G2 are swapped: G1 is chip-0 line 1, G2 is chip-0 line 0",
      ])
    #expect(bank.result == bank.contacts)
  }

  @Test func aDoorThatMovesNothingIsPassedOver() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    bank.type(.done)
    #expect(bank.said.suffix(2).first == .passedOver(try CompartmentName("B1"), .nothingMoved))
    #expect(bank.asked == "B2")
    bank.type(.quit)
    #expect(bank.learning.findings.last?.hasPrefix("B1 was not learned: no contact moved: check its wire") == true)
    #expect(bank.result["B1"] == bank.contacts["B1"])
  }

  @Test func aDoorWhoseContactBelongsToAnotherIsLeftOut() throws {
    var bank = try LearnedBank(["B1": LearnedBank.lock(2), "B2": LearnedBank.lock(9)])
    bank.type(.done)
    try bank.openAndClose("B1")
    bank.type(.skip)
    bank.type(.quit)
    #expect(bank.learning.wiring.unplaced.map(\.text) == ["B2"])
    #expect(bank.result["B1"] == LearnedBank.lock(2))
    #expect(bank.result["B2"] == nil)
    #expect(
      bank.learning.findings.contains(
        "B2 was not learned, and its contact is another door's: it is left out until it is learned"))
  }

  @Test func twoContactsAtOnceAreNotTaken() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    try bank.set("B1", isOpen: true)
    try bank.set("B5", isOpen: true)
    bank.pass()
    #expect(bank.said.suffix(2) == [.severalMoved([LearnedBank.door(0), LearnedBank.door(4)]), .closeAgain])
    try bank.set("B1", isOpen: false)
    try bank.set("B5", isOpen: false)
    bank.pass()
    #expect(bank.said.last == .open(try CompartmentName("B1"), number: 1, of: 10))
    try bank.openAndClose("B1")
    #expect(bank.learning.learned.count == 1 && bank.learning.troubles.isEmpty)
  }

  @Test func twoDoorsOnOneContactAreNamed() throws {
    var bank = try LearnedBank(["B2": LearnedBank.lock(1)])
    bank.type(.done)
    try bank.openAndClose("B1")
    try bank.set("B2", isOpen: true)
    bank.pass()
    #expect(bank.said.suffix(2) == [.known(LearnedBank.door(0), as: try CompartmentName("B1")), .closeAgain])
    try bank.set("B2", isOpen: false)
    bank.pass()
    bank.type(.skip)
    #expect(
      bank.learning.troubles == [try CompartmentName("B2"): .known(LearnedBank.door(0), as: try CompartmentName("B1"))])
  }

  @Test func aContactThatDoesNotComeBackIsStuck() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    try bank.set("B1", isOpen: true)
    bank.pass()
    bank.type(.done)
    #expect(bank.learning.troubles == [try CompartmentName("B1"): .stuck(LearnedBank.door(0))])
    try bank.openAndClose("B2")
    #expect(bank.learning.learned.keys.map(\.text) == ["B2"])
    // It was closed at the start: that still counts for what most of the board says.
    bank.type(.quit)
    #expect(bank.result["B1"]?.closed == 1)
  }

  /// Its magnet missed at first; then the person shuts it properly, and goes on.
  @Test func aContactThatComesBackLateIsClosedAgain() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    try bank.set("B1", isOpen: true)
    bank.pass()
    bank.type(.done)
    bank.type(.again)
    #expect(bank.asked == "B1")
    try bank.set("B1", isOpen: false)
    bank.pass()
    try bank.openAndClose("B1")
    #expect(bank.asked == "B2")
    try bank.openAndClose("B2")
    #expect(bank.result == bank.contacts)
    #expect(bank.learning.findings == [])
  }

  @Test func aContactThatComesBackLateIsNotTheNextDoors() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    try bank.set("B1", isOpen: true)
    bank.pass()
    bank.type(.done)
    try bank.set("B1", isOpen: false)
    bank.pass()
    try bank.openAndClose("B2")
    #expect(bank.learning.learned == [try CompartmentName("B2"): LearnedBank.lock(2)])
  }

  @Test func aDoorCanBeAskedForAgain() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    try bank.openAndClose("B2")
    bank.type(.again)
    #expect(bank.asked == "B1")
    try bank.openAndClose("B1")
    try bank.openAndClose("B2")
    #expect(
      bank.learning.learned.mapValues(\.door) == [
        try CompartmentName("B1"): LearnedBank.door(0), try CompartmentName("B2"): LearnedBank.door(1),
      ])
  }

  @Test func aContactThatChattersIsNamed() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    for _ in 0..<6 {
      try bank.set("B1", isOpen: true)
      bank.pass(.milliseconds(100))
      try bank.set("B1", isOpen: false)
      bank.pass(.milliseconds(100))
    }
    #expect(bank.said.last == .chatters(LearnedBank.door(0)))
    #expect(bank.learning.findings.contains { $0.hasPrefix("bus-a board 0 lock 1 chatters") })
  }

  /// Nothing is connected to it.
  @Test func aFloatingContactStopsNobody() throws {
    var bank = try LearnedBank()
    bank.floating = LearnedBank.lock(16).door
    try bank.walk()
    #expect(bank.learning.learned.count == 10)
    #expect(
      bank.learning.findings == [
        "bus-a board 0 lock 16 chatters: its wire or plug is loose, or its magnet is at the edge of its reach"
      ])
  }

  @Test func aDoorWhoseContactChattersIsLearnedOnceItIsRepaired() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    try bank.set("B1", isOpen: true)
    bank.pass()
    bank.floating = LearnedBank.door(0)
    bank.pass(.seconds(1))
    #expect(bank.asked == "B2")
    bank.floating = nil
    try bank.set("B1", isOpen: false)
    bank.type(.again)
    try bank.openAndClose("B1")
    #expect(bank.learning.learned == [try CompartmentName("B1"): LearnedBank.lock(1)])
    #expect(bank.learning.findings == [])
  }

  /// The learned door's bits come too late for a wire that is off: they are told, and go on when they are back.
  @Test func aBoardThatGoesAwayIsWaitedFor() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    let before = bank.raw
    bank.lose((0..<8).map(LearnedBank.door))
    guard case .lost(let doors)? = bank.said.last else {
      Issue.record("not told")
      return
    }
    #expect(doors.count == 8)
    for (door, raw) in before { bank.restore(door, raw) }
    bank.pass()
    #expect(bank.said.last == .back)
    try bank.openAndClose("B1")
    #expect(bank.learning.learned.count == 1)
  }

  /// One inverted door alone must not turn the board round.
  @Test func theBoardIsJudgedByAllItsDoors() throws {
    var bank = try LearnedBank(["B1": LearnedBank.lock(1, closed: 0)])
    bank.type(.done)
    try bank.openAndClose("B1")
    bank.type(.quit)
    #expect(bank.learning.wiring.wiring.buses[0].boards[0].closed == 1)
    #expect(bank.result == bank.contacts)
  }

  /// Its doors stood open at the start, and nobody came to them.
  @Test func aBoardThatNobodyWalkedStaysAsItIs() throws {
    var bank = try LearnedBank()
    for lock in 1...8 { try bank.set("B\(lock)", isOpen: true) }
    bank.pass()
    bank.type(.done)
    for _ in 1...8 { bank.type(.skip) }
    try bank.openAndClose("G1")
    bank.type(.quit)
    #expect(bank.learning.learned.count == 1)
    #expect(bank.learning.wiring.wiring == (try LearnedBank.wiring()))
  }

  @Test func anOpenDoorThatWasNotLearnedIsDoubted() throws {
    var bank = try LearnedBank()
    try bank.set("B8", isOpen: true)
    bank.pass()
    bank.type(.done)
    bank.type(.quit)
    #expect(bank.learning.findings.count == 1)
    #expect(
      bank.learning.findings.first?.hasPrefix("B8 was not learned, and its contact said open at the start") == true)
  }

  @Test func nothingStartsWithoutAPerson() throws {
    var bank = try LearnedBank()
    bank.endInput()
    #expect(bank.learning.isFinished)
    #expect(bank.learning.learned.isEmpty)
  }

  /// Nobody types any more, and a door does not move: it must not last for ever.
  @Test func withoutAPersonADoorIsWaitedForAMinute() throws {
    var bank = try LearnedBank()
    bank.type(.done)
    bank.endInput()
    bank.pass(.seconds(59))
    #expect(bank.asked == "B1")
    bank.pass(.seconds(2))
    #expect(bank.asked == "B2")
    bank.pass(.seconds(600))
    #expect(bank.learning.isFinished)
  }

  @Test func nothingIsLearnedFromNothing() throws {
    var learning = DoorLearning(try LearnedBank.wiring(), walk: [try CompartmentName("B1")])
    #expect(learning.typed(.done, at: .zero) == [.nothingToRead, .closeAll])
  }
}
