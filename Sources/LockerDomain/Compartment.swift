/// One box of the bank. Door, occupancy and service are separate axes; none of them refuses an order.
package struct Compartment: Hashable, Sendable {
  /// What is behind the door, as far as the agent saw.
  package enum Occupancy: String, Hashable, Sendable {
    case empty, loaded
    /// An order left it by a command, not by an opening: goods may still be inside.
    case toClear = "to-clear"
  }

  /// Whether staff use it.
  package enum Service: Hashable, Sendable {
    case inService
    case outOfService(reason: String)
  }

  /// An unlock that this agent carried out.
  package struct Unlock: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable { case staff, pickup, service }
    package var reason: Reason
    package var at: Moment

    package init(reason: Reason, at: Moment) {
      self.reason = reason
      self.at = at
    }
  }

  package let name: CompartmentName
  package internal(set) var door: DoorState = .unknown
  /// When the door took its present state.
  package internal(set) var doorSince: Moment
  /// The last state that was not unknown; what the next reading after an unknown spell is compared with.
  package internal(set) var lastKnownDoor: DoorState?
  package internal(set) var occupancy: Occupancy = .empty
  package internal(set) var service: Service = .inService
  /// When the door was last opened and last closed.
  package internal(set) var openedAt: Moment?
  package internal(set) var closedAt: Moment?
  /// A close that belongs to no order yet and that an assignment with `loaded` may claim. Never stored: a restart ends it.
  package internal(set) var unclaimedClose: Moment?
  /// The latest unlock, until an opening follows it.
  package internal(set) var unlock: Unlock?
  /// The opening under way is already reported as door ajar.
  package internal(set) var isAjarReported = false

  package init(name: CompartmentName, at now: Moment) {
    self.name = name
    doorSince = now
  }

  /// A compartment as it was stored; `Bank.started` makes its door unknown until it has been read again.
  package init(
    name: CompartmentName, door: DoorState, since: Moment, lastKnownDoor: DoorState?, occupancy: Occupancy,
    service: Service, openedAt: Moment?, closedAt: Moment?, unlock: Unlock?, isAjarReported: Bool
  ) {
    self.name = name
    self.door = door
    self.doorSince = since
    self.lastKnownDoor = lastKnownDoor
    self.occupancy = occupancy
    self.service = service
    self.openedAt = openedAt
    self.closedAt = closedAt
    self.unlock = unlock
    self.isAjarReported = isAjarReported
  }
}
