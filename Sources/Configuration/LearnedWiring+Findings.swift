import LockerDomain

// What was wrong with the configuration, in sentences for a technician.
extension LearnedWiring {
  /// Boards and chips first, then single doors in the configuration's order. Empty when all was right.
  package var findings: [String] {
    var explained: Set<CompartmentName> = []
    var findings: [String] = []
    for unit in units {
      if let sentence = polarity(of: unit) { findings.append(sentence) }
      guard let (sentence, doors) = numbering(of: unit) else { continue }
      findings.append(sentence)
      explained.formUnion(doors)
    }
    for compartment in configured.compartments {
      guard let contact = learned[compartment.name] else {
        if let sentence = doubtful(compartment) { findings.append(sentence) }
        continue
      }
      if contact.door != compartment.door, !explained.contains(compartment.name) {
        findings.append(misplaced(compartment, contact.door, &explained))
      }
      if let sentence = inverted(compartment, contact) { findings.append(sentence) }
    }
    return findings + [crossed].compactMap { $0 }
      + unplaced.map { "\($0) was not learned, and its contact is another door's: it is left out until it is learned" }
  }

  /// In the order of the configuration.
  private var units: [WiringUnit] {
    configured.chips.map { .chip($0.chip) }
      + configured.buses.flatMap { bus in bus.boards.map { .board(bus: bus.name, address: $0.address) } }
  }

  private func contacts(on unit: WiringUnit) -> [(compartment: Configuration.Compartment, contact: Contact)] {
    configured.compartments.compactMap { compartment in
      learned[compartment.name].flatMap { unit.holds($0.door) ? (compartment, $0) : nil }
    }
  }

  private func polarity(of unit: WiringUnit) -> String? {
    guard let first = contacts(on: unit).first?.contact.door, let old = configured.closed(of: first),
      let new = wiring.closed(of: first), old != new
    else { return nil }
    return "\(unit.text) is inverted: closed is \(unit.written(new)), not \(unit.written(old))"
  }

  /// A board unlocks by the number that it reports: when only the wires of contacts are crossed, a configuration that
  /// follows them would open the wrong door.
  private var crossed: String? {
    let moved = configured.compartments.first { compartment in
      guard case .lock = compartment.door, let contact = learned[compartment.name] else { return false }
      return contact.door != compartment.door
    }
    return moved.map {
      """
      a board opens a lock by its contact's number: after pasting, unlock \($0.name) and see that \($0.name) opens; if \
      another door does, only the contacts' wires are crossed: swap them at the board and keep the old numbers
      """
    }
  }

  /// A contact that says the opposite of what its board or chip says now.
  private func inverted(_ compartment: Configuration.Compartment, _ contact: Contact) -> String? {
    let unit = WiringUnit(of: contact.door)
    guard let common = wiring.closed(of: contact.door), contact.closed != common,
      compartment.closed != contact.closed || compartment.door != contact.door
    else { return nil }
    return
      "\(compartment.name)'s contact is inverted: closed is \(unit.written(contact.closed)) there, \(unit.written(common)) on the rest of \(unit.text)"
  }

  /// A door that was not learned, and whose contact did not say closed while it should have been.
  private func doubtful(_ compartment: Configuration.Compartment) -> String? {
    guard let raw = resting[compartment.name],
      let closed = wiring.compartments.first(where: { $0.name == compartment.name })?.closed
        ?? wiring.closed(of: compartment.door), raw != closed
    else { return nil }
    return
      "\(compartment.name) was not learned, and its contact said open at the start: the door was open, its wire is off, or it is inverted"
  }

  private func misplaced(
    _ compartment: Configuration.Compartment, _ door: Configuration.Door, _ explained: inout Set<CompartmentName>
  ) -> String {
    let name = compartment.name
    if let other = configured.compartments.first(where: { $0.door == door }) {
      if learned[other.name]?.door == compartment.door {
        explained.insert(other.name)
        return "\(name) and \(other.name) are swapped: \(name) is \(door), \(other.name) is \(compartment.door)"
      }
      return "\(name) is \(door), which is configured as \(other.name)'s; it was looked for on \(compartment.door)"
    }
    return "\(name) is \(door), not \(compartment.door)"
  }

  /// One rule that explains where all doors of a board or chip are.
  private func numbering(of unit: WiringUnit) -> (sentence: String, doors: [CompartmentName])? {
    let pairs = contacts(on: unit).compactMap { compartment, contact -> (from: Int, to: Int)? in
      guard unit.holds(compartment.door), let from = unit.place(of: compartment.door),
        let to = unit.place(of: contact.door)
      else { return nil }
      return (from, to)
    }
    guard pairs.count >= 3, pairs.contains(where: { $0.from != $0.to }) else { return nil }
    let rule = Self.rules(pairs, locks: locks(of: unit)).first { rule in
      pairs.allSatisfy { rule.place($0.from) == $0.to }
    }
    guard let rule else { return nil }
    return ("\(unit.text): \(rule.sentence)", contacts(on: unit).map(\.compartment.name))
  }

  private func locks(of unit: WiringUnit) -> Int? {
    guard case .board(let bus, let address) = unit else { return nil }
    return configured.buses.first { $0.name == bus }?.boards.first { $0.address == address }?.locks
  }

  private struct Rule {
    let sentence: String
    let place: (Int) -> Int
  }

  private static func rules(_ pairs: [(from: Int, to: Int)], locks: Int?) -> [Rule] {
    let (first, sum) = (pairs[0].to - pairs[0].from, pairs[0].to + pairs[0].from)
    var rules = [
      Rule(
        sentence:
          "the numbering is shifted: every contact is \(abs(first)) \(first > 0 ? "higher" : "lower") than configured",
        place: { $0 + first }),
      Rule(
        sentence: "the order is reversed: contact \(pairs[0].from) is \(pairs[0].to), and so on down",
        place: { sum - $0 }),
    ]
    guard let locks else { return rules }
    let groups = (locks + 7) / 8
    rules += [
      Rule(
        sentence: "the bits of each group of eight are reversed: lock 1 is 8, lock 8 is 1",
        place: { ($0 - 1) / 8 * 8 + 8 - ($0 - 1) % 8 }),
      Rule(
        sentence: "the groups of eight come in the opposite order: lock 1 is \(groups * 8 - 7)",
        place: { (groups - 1 - ($0 - 1) / 8) * 8 + ($0 - 1) % 8 + 1 }),
    ]
    return rules
  }
}

extension WiringUnit {
  fileprivate func written(_ closed: Int) -> String {
    switch self {
    case .chip: closed == 0 ? "low" : "high"
    case .board: "\(closed)"
    }
  }
}
