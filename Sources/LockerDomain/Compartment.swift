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
  /// The latest unlock that went out or may have, until an opening follows it.
  package internal(set) var unlock: Unlock?
  /// One that was asked for and whose end is not known yet.
  package internal(set) var unlockUnderWay: UnlockUnderWay?
  /// Since when our unlock holds the latch drawn, on a contact that senses only the latch: an opening if that lasts. Never
  /// stored: what a start finds is compared with the state from before.
  package internal(set) var latchDrawnAt: Moment?
  /// What the sensor behind the door sees. Never stored: it is read again.
  package internal(set) var goods: Goods = .unknown
  /// The opening under way is already reported as door ajar.
  package internal(set) var isAjarReported = false

  package init(name: CompartmentName, at now: Moment) {
    self.name = name
    doorSince = now
  }

  /// A compartment as it was stored; `Bank.started` makes its door unknown until it has been read again.
  package init(
    name: CompartmentName, door: DoorState, since: Moment, lastKnownDoor: DoorState?, occupancy: Occupancy,
    service: Service, openedAt: Moment?, closedAt: Moment?, unlock: Unlock?, unlockUnderWay: UnlockUnderWay? = nil,
    isAjarReported: Bool
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
    self.unlockUnderWay = unlockUnderWay
    self.isAjarReported = isAjarReported
  }
  /// It stands open, as far as its contact can tell: a latch that our unlock has drawn may fall back.
  var isOpen: Bool { door == .open && latchDrawnAt == nil }
}
