import BoardProtocols
import Configuration
import LocalAPI
import LockerDomain

/// A bank's contacts as the running agent hears them: whole boards from what went over its buses, lines from its doors.
struct DaemonContacts {
  let client: LocalAPIClient
  let configuration: Configuration

  /// What can be read now: nothing while the agent does not answer.
  func contacts() async throws -> [Configuration.Door: Int] {
    do { return try await answered() } catch is LocalAPIError { return [:] }
  }

  private func answered() async throws -> [Configuration.Door: Int] {
    var contacts: [Configuration.Door: Int] = [:]
    for bus in try await client.buses().buses where bus.state == "open" {
      guard let boardProtocol = BoardProtocol(rawValue: bus.protocol) else { continue }
      let online = Set(bus.boards.filter { $0.state == "online" }.map(\.address))
      let heard = Self.states(in: try await client.trace(bus: bus.name).entries, boardProtocol)
      for (address, locks) in heard where online.contains(address) {
        for lock in locks { contacts[.lock(bus: bus.name, board: address, lock: lock.lock)] = lock.raw == 0 ? 0 : 1 }
      }
    }
    let lines = configuration.compartments.filter { if case .line = $0.door { true } else { false } }
    guard !lines.isEmpty else { return contacts }
    let doors = try await client.doors().doors
    for compartment in lines {
      // The agent may run with another configuration than this file.
      let door = doors.first {
        $0.compartment == compartment.name.text && $0.input == compartment.door.description
      }
      contacts[compartment.door] = door?.raw
    }
    return contacts
  }

  /// Why some can't be read, in sentences for a technician.
  func problems() async throws -> [String] {
    do {
      return try await client.health().inputs.filter { $0.state != "ok" }.map { $0.reason ?? "\($0.name) is away" }
    } catch let error as LocalAPIError {
      return [error.message]
    }
  }

  /// Orders whose goods may be behind a door, or that are about to be loaded.
  func openOrders() async throws -> [String] {
    try await client.orders().orders.filter { !["collected", "removed", "cancelled"].contains($0.state) }.map(\.number)
  }

  /// The last state of each board that went over the bus.
  static func states(in entries: [BusTrace.Entry], _ boardProtocol: BoardProtocol) -> [Int: [BoardFrame.Lock]] {
    var states: [Int: [BoardFrame.Lock]] = [:]
    var request: [UInt8]?
    for entry in entries {
      guard let bytes = try? Hex.bytes(entry.hex) else { continue }
      switch entry.direction {
      case .sent: request = bytes
      case .received:
        guard let frame = try? boardProtocol.decode(bytes, answering: request), frame.kind == .stateAll,
          let address = frame.address
        else { continue }
        states[address] = frame.locks
      case .echo, .junk: continue
      }
    }
    return states
  }
}
