/// What a door contact says.
package enum DoorState: String, Hashable, Sendable {
  case closed, open
  /// Nobody can tell at the moment: not read yet, or its chip, port or board is away.
  case unknown
}

/// One settled reading of one door, as an input (GPIO line or serial board) hands it on.
///
/// Inputs report the first reading after a start and then each change; they have debounced it already.
package struct DoorReport: Hashable, Sendable {
  /// What the contact senses.
  package enum Sensor: String, Hashable, Sendable, CaseIterable {
    /// Whether the door stands open.
    case door
    /// Whether the latch holds the door: an unlock draws it, and the door may stay shut all the same.
    case latch
  }

  package var compartment: CompartmentName
  package var state: DoorState
  /// The level or bit as the hardware gave it, before polarity was applied; nil while unknown.
  package var raw: Int?
  /// Where it came from, for ledger and screens: `gpio-sim.0-node0 line 3`, `bus-a board 0 lock 1`.
  package var input: String
  /// Why the door is unknown, as a sentence for a technician; nil otherwise.
  package var reason: String?
  package var sensor: Sensor
  /// When the reading settled (for an edge: the kernel's time stamp of the edge).
  package var at: BootTime

  package init(
    compartment: CompartmentName, state: DoorState, raw: Int? = nil, input: String, reason: String? = nil,
    sensor: Sensor = .door, at: BootTime
  ) {
    self.compartment = compartment
    self.state = state
    self.raw = raw
    self.input = input
    self.reason = reason
    self.sensor = sensor
    self.at = at
  }
}
