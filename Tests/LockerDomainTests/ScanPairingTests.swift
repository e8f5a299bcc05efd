import LockerDomain
import Testing

/// Which labels make a pair when one was missed, scanned twice or came late.
@Suite struct ScanPairingTests {
  enum Fault: CaseIterable {
    case missed, doubled
    /// Another label on the parcel was read in its place.
    case strange
    /// It came after the pair window.
    case late
  }

  /// What a person brings: an order and its box. W has two.
  private static let brought: [(order: OrderNumber, box: CompartmentName)] = [
    ("V", "A1"), ("W", "A2"), ("W", "A3"), ("X", "A4"), ("Y", "A5"), ("Z", "A6"),
  ]

  private func scene() throws -> Scene {
    let scene = Scene(Self.brought.map(\.box))
    for order in Set(Self.brought.map(\.order)) { try scene.place(order, in: []) }
    return scene
  }

  /// Who has which compartment: `VA1 XA4`.
  private func holders(_ scene: Scene) -> String {
    Self.brought.compactMap { _, box in scene.bank.holder(of: box).map { "\($0.number)\(box)" } }
      .joined(separator: " ")
  }

  @Test(
    "whatever is wrong with one label, it costs one pair at most, and no order gets another's compartment",
    arguments: [true, false], Fault.allCases)
  func oneFault(isOrderFirst: Bool, fault: Fault) throws {
    let labels = Self.brought.flatMap { order, box in
      isOrderFirst ? ["ORD\(order)", "LOC-\(box)"] : ["LOC-\(box)", "ORD\(order)"]
    }
    // Without the very first label nobody can tell which kind comes first.
    for place in (fault == .doubled ? 0 : 1)..<labels.count {
      let scene = try scene()
      for (index, label) in labels.enumerated() {
        scene.wait(5)
        switch index == place ? fault : nil {
        case nil: scene.scan(label)
        case .missed: break
        case .doubled: scene.scan(label, label)
        case .strange: scene.scan("4006381333931")
        case .late:
          scene.wait(60)
          scene.scan(label)
        }
      }
      let right = Self.brought.count { order, box in scene.bank.holder(of: box)?.number == order }
      let taken = Self.brought.count { _, box in scene.bank.holder(of: box) != nil }
      #expect(taken == right, "\(labels[place]): \(holders(scene))")
      #expect(right >= Self.brought.count - (fault == .doubled ? 0 : 1), "\(labels[place]): \(holders(scene))")
    }
  }

  @Test(
    "labels, the pairs they make and how many labels go without",
    arguments: [
      ("ORDX A4 A4 ORDX A5", "XA4 XA5", 0), ("A4 ORDX ORDX A5 ORDX", "XA4 XA5", 0),
      ("ORDX A4 ORDX A4 ORDY A5", "XA4 YA5", 0),
      // Once more, the other way round.
      ("ORDX A4 A4 ORDX ORDY A5", "XA4 YA5", 1), ("A4 ORDX ORDX A4 A5 ORDY", "XA4 YA5", 1),
      // One of a pair is missing; both once more.
      ("ORDX A4 A5 ORDZ A6", "XA4 ZA6", 1), ("ORDX A4 A5 ORDY A5 ORDZ A6", "XA4 YA5 ZA6", 1),
      ("A4 ORDX ORDY A6 ORDZ", "XA4 ZA6", 1), ("A4 ORDX ORDY A5 ORDY A6 ORDZ", "XA4 YA5 ZA6", 1),
      ("A4 A5 ORDY", "YA5", 1), ("ORDX ORDY A5", "YA5", 1),
      // A label in the place of another.
      ("ORDX hello A4 ORDY A5", "YA5", 2), ("hello ORDX A4", "XA4", 0), ("ORDX A4 hello A5 ORDZ A6", "XA4 ZA6", 1),
      // Which kind comes first can change after a rest, and not before.
      ("ORDX A4 59s A5 ORDY 60s", "XA4", 2), ("ORDX A4 60s A5 ORDY", "XA4 YA5", 0),
      ("A4 ORDX 60s ORDY A5", "XA4 YA5", 0), ("ORDX 60s A4 59s A5", "", 3), ("ORDX 60s 60s A4 ORDX", "XA4", 1),
      ("ORDX A4 40s hello 40s A5 ORDZ A6", "XA4 ZA6", 1),
    ] as [(String, String, Int)])
  func table(scanned: String, pairs: String, unpaired: Int) throws {
    let scene = try scene()
    for word in scanned.split(separator: " ") {
      if word.last == "s", let seconds = Int(word.dropLast()) {
        scene.wait(seconds)
      } else {
        scene.scan(word.first == "A" ? "LOC-\(word)" : String(word))
      }
    }
    #expect(holders(scene) == pairs)
    #expect(scene.count(.scanUnpaired) == unpaired)
  }

  @Test("goods loaded first, an order's label missed: nobody else is texted for them")
  func missedAfterLoading() throws {
    let scene = try scene()
    scene.load("A4", "A5", "A6")
    scene.scan("ORDX", "LOC-A4", "LOC-A5", "ORDZ", "LOC-A6")
    #expect(scene.state("X") == .ready)
    #expect(scene.state("Y") == .announced)
    #expect(scene.order("Z")?.slots.map(\.compartment) == ["A6"])
    #expect(scene.count(.loadClaimed) == 2)
    let said = scene.ledger.first { $0.kind == .scanUnpaired }
    #expect(said?.why == "compartment A5 was scanned, and no order before it: scan both again")
  }
}
