package import LockerDomain

/// A bank's wiring after its doors were opened one by one: what the configuration should say, and what was wrong with it.
package struct LearnedWiring: Sendable {
  /// Where a door's contact really is.
  package struct Contact: Hashable, Sendable {
    package var door: Configuration.Door
    /// The raw bit or level of the closed door.
    package var closed: Int

    package init(door: Configuration.Door, closed: Int) {
      self.door = door
      self.closed = closed
    }
  }

  /// What was configured.
  package let configured: Wiring
  package let learned: [CompartmentName: Contact]
  /// What was found out: the sections to paste.
  package let wiring: Wiring
  /// Compartments that were not learned and whose contact belongs to another one. They have no place in `wiring`.
  package let unplaced: [CompartmentName]

  /// What the contacts of the doors that were not learned said while all doors were closed.
  let resting: [CompartmentName: Int]

  /// - Parameters:
  ///   - learned: no contact stands for two doors.
  ///   - atRest: what contacts said while all doors were closed. Nobody saw these doors move, so it only counts for what
  ///     most contacts of a board or chip say, and only where at least one was learned.
  package init(
    _ configured: Wiring, learned: [CompartmentName: Contact], atRest: [Configuration.Door: Int] = [:]
  ) {
    self.configured = configured
    self.learned = learned
    let taken = Set(learned.values.map(\.door))
    var resting: [CompartmentName: Int] = [:]
    for compartment in configured.compartments
    where learned[compartment.name] == nil && !taken.contains(compartment.door) {
      resting[compartment.name] = atRest[compartment.door]
    }
    self.resting = resting
    let votes =
      Array(learned.values)
      + configured.compartments.compactMap { compartment in
        resting[compartment.name].map { Contact(door: compartment.door, closed: $0) }
      }
    // A board or chip of which no door was seen to move stays as it is: its doors may just have been open.
    func polarity(_ unit: WiringUnit) -> Int? {
      taken.contains(where: unit.holds) ? Self.closed(votes, on: unit) : nil
    }
    var wiring = configured
    for (index, chip) in configured.chips.enumerated() {
      let closed = polarity(.chip(chip.chip)) ?? chip.closed.raw
      wiring.chips[index] = Configuration.Chip(
        chip: chip.chip, closed: closed == 0 ? .low : .high, bias: chip.bias, debounce: chip.debounce)
    }
    for (index, bus) in configured.buses.enumerated() {
      wiring.buses[index] = bus.with(
        boards: bus.boards.map { board in
          let unit = WiringUnit.board(bus: bus.name, address: board.address)
          let highest = learned.values.filter { unit.holds($0.door) }.map { unit.place(of: $0.door) ?? 0 }.max() ?? 0
          return Configuration.Board(
            address: board.address, locks: max(board.locks, highest),
            closed: polarity(unit) ?? board.closed, sensor: board.sensor, goods: board.goods,
            map: board.map)
        })
    }
    var unplaced: [CompartmentName] = []
    wiring.compartments = configured.compartments.compactMap { compartment in
      let contact = learned[compartment.name]
      if contact == nil, taken.contains(compartment.door) {
        unplaced.append(compartment.name)
        return nil
      }
      let door = contact?.door ?? compartment.door
      let closed = contact?.closed ?? compartment.closed
      return Configuration.Compartment(
        name: compartment.name, door: door, closed: closed == wiring.closed(of: door) ? nil : closed)
    }
    self.wiring = wiring
    self.unplaced = unplaced
  }

  /// What most of its contacts say when their doors are closed; nil when as many say one as the other.
  private static func closed(_ contacts: [Contact], on unit: WiringUnit) -> Int? {
    let values = contacts.filter { unit.holds($0.door) }.map(\.closed)
    let ones = values.filter { $0 != 0 }.count
    return ones * 2 == values.count ? nil : ones * 2 > values.count ? 1 : 0
  }
}

/// What has a polarity of its own: a chip or a board.
enum WiringUnit: Hashable {
  case chip(String)
  case board(bus: String, address: Int)

  init(of door: Configuration.Door) {
    switch door {
    case .line(let chip, _): self = .chip(chip)
    case .lock(let bus, let address, _): self = .board(bus: bus, address: address)
    }
  }

  func holds(_ door: Configuration.Door) -> Bool { self == WiringUnit(of: door) }

  /// The number of a contact on it; nil for lines that have names.
  func place(of door: Configuration.Door) -> Int? {
    switch door {
    case .line(_, .offset(let offset)): offset
    case .line(_, .name): nil
    case .lock(_, _, let lock): lock
    }
  }

  /// As on screens: `gpio-sim.0-node0`, `bus-a board 0`.
  var text: String {
    switch self {
    case .chip(let chip): chip
    case .board(let bus, let address): "\(bus) board \(address)"
    }
  }
}

extension Wiring {
  /// What the board or chip of this contact says of a closed door.
  package func closed(of door: Configuration.Door) -> Int? {
    switch door {
    case .line(let chip, _): chips.first { $0.chip == chip }?.closed.raw
    case .lock(let bus, let address, _):
      buses.first { $0.name == bus }?.boards.first { $0.address == address }?.closed
    }
  }
}

extension Configuration.Bus {
  fileprivate func with(boards: [Configuration.Board]) -> Self {
    Self(
      name: name, port: port, boardProtocol: boardProtocol, baud: baud, poll: poll, replyTimeout: replyTimeout,
      gap: gap, rs485: rs485, boards: boards)
  }
}
