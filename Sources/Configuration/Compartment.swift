package import LockerDomain

extension Configuration {
  /// One box and where its door contact is.
  package struct Compartment: Hashable, Sendable {
    package let name: CompartmentName
    package let door: Door
    /// The raw bit, or the level (0 is low), of its closed door where that differs from its board's or chip's; nil: as
    /// theirs.
    package let closed: Int?

    package init(name: CompartmentName, door: Door, closed: Int? = nil) {
      self.name = name
      self.door = door
      self.closed = closed
    }
  }

  /// A door contact.
  package enum Door: Hashable, Sendable {
    case line(chip: String, Line)
    case lock(bus: String, board: Int, lock: Int)
  }

  /// A line of a GPIO chip.
  package enum Line: Hashable, Sendable {
    case offset(Int)
    case name(String)
  }
}

extension Configuration.Door: CustomStringConvertible {
  /// As it is named on screens: `gpio-sim.0-node0 line 3`, `bus-a board 0 lock 1`.
  package var description: String {
    switch self {
    case .line(let chip, .offset(let offset)): "\(chip) line \(offset)"
    case .line(let chip, .name(let name)): "\(chip) line \(name)"
    case .lock(let bus, let board, let lock): "\(bus) board \(board) lock \(lock)"
    }
  }
}
