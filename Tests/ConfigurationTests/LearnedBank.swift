import BoardProtocols
import LockerDomain
import Testing

@testable import Configuration

/// A bank of eight doors on one board (and two on a chip), wired otherwise than it is configured, and a technician who
/// does what is asked.
struct LearnedBank {
  /// Where each door's contact really is, and what it says when closed.
  var contacts: [String: LearnedWiring.Contact] = [:]
  var learning: DoorLearning
  /// What contacts say now.
  private(set) var raw: [Configuration.Door: Int] = [:]
  private(set) var said: [DoorLearning.Word] = []
  /// This contact says something else with each reading.
  var floating: Configuration.Door?
  private var now = Duration.zero

  static let names = (1...8).map { "B\($0)" } + ["G1", "G2"]

  static func door(_ index: Int) -> Configuration.Door {
    index < 8 ? .lock(bus: "bus-a", board: 0, lock: index + 1) : .line(chip: "chip-0", .offset(index - 8))
  }

  static func lock(_ lock: Int, closed: Int = 1) -> LearnedWiring.Contact {
    LearnedWiring.Contact(door: .lock(bus: "bus-a", board: 0, lock: lock), closed: closed)
  }

  static func wiring() throws -> Wiring {
    Wiring(
      chips: [Configuration.Chip(chip: "chip-0", closed: .low, bias: .pullUp, debounce: .milliseconds(50))],
      buses: [
        Configuration.Bus(
          name: "bus-a", port: "/dev/ttyS0", boardProtocol: .kerongCU3x, baud: .b19200, poll: .milliseconds(200),
          replyTimeout: .milliseconds(500), gap: .milliseconds(25), rs485: .adapter,
          boards: [Configuration.Board(address: 0, locks: 8, closed: 1, sensor: .door, goods: nil, map: nil)])
      ],
      compartments: try names.enumerated().map { index, name in
        Configuration.Compartment(name: try CompartmentName(name), door: door(index))
      })
  }

  /// - Parameter changes: what is wired otherwise than configured.
  init(_ changes: [String: LearnedWiring.Contact] = [:]) throws {
    for (index, name) in Self.names.enumerated() {
      contacts[name] = LearnedWiring.Contact(door: Self.door(index), closed: index < 8 ? 1 : 0)
    }
    contacts.merge(changes) { $1 }
    for lock in 1...16 { raw[.lock(bus: "bus-a", board: 0, lock: lock)] = 0 }
    for contact in contacts.values { raw[contact.door] = contact.closed }
    learning = DoorLearning(try Self.wiring(), walk: try Self.names.map { try CompartmentName($0) })
    pass()
  }

  mutating func set(_ name: String, isOpen: Bool) throws {
    let contact = try #require(contacts[name])
    raw[contact.door] = isOpen ? 1 - contact.closed : contact.closed
  }

  /// Readings for as long as a contact needs to settle.
  mutating func pass(_ duration: Duration = .milliseconds(500)) {
    let end = now + duration
    while now < end {
      if let floating { raw[floating] = 1 - (raw[floating] ?? 0) }
      said += learning.read(raw, at: now)
      now += .milliseconds(50)
    }
  }

  mutating func type(_ answer: DoorLearning.Answer) {
    said += learning.typed(answer, at: now)
    pass()
  }

  mutating func endInput() { said += learning.inputEnded(at: now) }

  /// The contacts that nobody can read from now on.
  mutating func lose(_ doors: [Configuration.Door]) {
    for door in doors { raw[door] = nil }
    pass()
  }

  mutating func restore(_ door: Configuration.Door, _ value: Int) { raw[door] = value }

  mutating func openAndClose(_ name: String) throws {
    try set(name, isOpen: true)
    pass()
    try set(name, isOpen: false)
    pass()
  }

  /// Every door that is asked for, each once.
  mutating func walk() throws {
    type(.done)
    for _ in Self.names {
      guard let name = asked else { throw Stuck() }
      try openAndClose(name)
    }
  }

  struct Stuck: Error {}

  /// The door that was asked for last.
  var asked: String? {
    for word in said.reversed() { if case .open(let name, _, _) = word { return name.text } }
    return nil
  }

  /// What the pasted sections would have, by compartment.
  var result: [String: LearnedWiring.Contact] {
    let wiring = learning.wiring.wiring
    var result: [String: LearnedWiring.Contact] = [:]
    for compartment in wiring.compartments {
      guard let closed = compartment.closed ?? wiring.closed(of: compartment.door) else { continue }
      result[compartment.name.text] = LearnedWiring.Contact(door: compartment.door, closed: closed)
    }
    return result
  }
}
