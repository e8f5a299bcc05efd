import BoardProtocols
package import Configuration
import GPIOInput
import LockerDomain
import SerialBus
package import SerialLine

/// A bank's contacts as the hardware gives them, while no agent has it: all bits that its boards report and the lines
/// of its doors. Boards are asked and nothing else: which relay is whose lock is not known yet.
package struct HardwareContacts: Sendable {
  private let buses: [SerialBus]
  private let gpio: GPIOInput?

  /// Nothing is opened before `start`.
  package init(_ configuration: Configuration) throws(SerialError) {
    gpio = configuration.gpioSettings.map { GPIOInput($0) { _ in } }
    buses = try configuration.askingBusSettings.map { settings throws(SerialError) in
      var settings = settings
      // Also those that no compartment has: a door may be wired to one of them.
      if settings.boardProtocol != .modbusRTU {
        for index in settings.boards.indices {
          settings.boards[index].locks = settings.boardProtocol.locks.upperBound
        }
      }
      return try SerialBus(settings) { _ in }
    }
  }

  package func start() throws {
    try gpio?.start()
    for bus in buses { try bus.start() }
  }

  /// Gives ports and lines back. To be called once, after `start`.
  package func stop() {
    gpio?.stop()
    for bus in buses { bus.stop() }
  }

  /// What can be read now.
  package var contacts: [Configuration.Door: Int] {
    var contacts: [Configuration.Door: Int] = [:]
    for bus in buses.map(\.health) {
      for board in bus.boards where board.presence == .online {
        for lock in board.locks {
          contacts[.lock(bus: bus.name, board: board.address, lock: lock.lock)] = lock.raw.map { $0 == 0 ? 0 : 1 }
        }
      }
    }
    for chip in gpio?.health.chips ?? [] {
      for line in chip.lines {
        contacts[.line(chip: chip.chip, line.line.configured)] = line.level?.rawValue
      }
    }
    return contacts
  }

  /// Why some can't be read or relied on, in sentences for a technician.
  package var problems: [String] {
    buses.map(\.health).flatMap { bus -> [String] in
      if let error = bus.error { return [error.message] }
      return bus.boards.compactMap(\.reason)
    } + (gpio?.health.problems ?? []).map(\.sentence)
  }

  /// Everything was heard, or is known not to answer.
  package var isSettled: Bool {
    buses.map(\.health).allSatisfy { bus in
      bus.error != nil || (bus.isOpen && bus.boards.allSatisfy { $0.presence != .unheard })
    }
      && (gpio?.health.chips ?? []).allSatisfy { chip in
        chip.problem != nil || chip.lines.allSatisfy { $0.level != nil || $0.problem != nil }
      }
  }
}

extension GPIOLineSelector {
  fileprivate var configured: Configuration.Line {
    switch self {
    case .offset(let offset): .offset(offset)
    case .name(let name): .name(name)
    }
  }
}
