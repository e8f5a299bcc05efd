package import BoardProtocols
package import LockerDomain

/// One board on a bus and the compartments behind its locks.
package struct BoardSettings: Hashable, Sendable {
  package var address: Int
  /// How many locks are connected; a board may report more bits than that.
  package var locks: Int
  /// The raw bit that means closed, 0 or 1: it depends on how the latches are wired, and no frame tells.
  package var closedRaw: Int
  /// The same for single locks whose contacts are wired the other way round.
  package var closedRawOfLock: [Int: Int] = [:]
  /// By lock, counted from 1.
  package var doors: [Int: CompartmentName]
  /// Where a Modbus board keeps its inputs and relays; nil for the other protocols.
  package var map: RegisterMap?
  /// What the contacts behind its locks sense.
  package var sensor: DoorReport.Sensor
  /// The raw bit of a goods sensor that sees something, 0 or 1; nil where none are connected.
  package var goodsRaw: Int?

  package init(
    address: Int, locks: Int, closedRaw: Int, doors: [Int: CompartmentName], map: RegisterMap? = nil,
    sensor: DoorReport.Sensor = .door, goodsRaw: Int? = nil
  ) {
    self.address = address
    self.locks = locks
    self.closedRaw = closedRaw
    self.doors = doors
    self.map = map
    self.sensor = sensor
    self.goodsRaw = goodsRaw
  }

  /// What the protocol has to know of it.
  var lockBoard: LockBoard { LockBoard(address: address, locks: locks, map: map) }

  /// A bit may come as a byte (11 for 1): only zero or not counts.
  func state(raw: Int, of lock: Int) -> DoorState {
    (raw != 0) == (closedRawOfLock[lock, default: closedRaw] != 0) ? .closed : .open
  }
}
