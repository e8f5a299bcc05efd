/// What a protocol has to know of a board to ask it and to unlock its doors.
package struct LockBoard: Hashable, Sendable {
  package var address: Int
  /// How many locks are asked for; nil: as many as the protocol or the map has.
  package var locks: Int?
  /// Where a Modbus board keeps its inputs and relays; nil for the other protocols.
  package var map: RegisterMap?

  package init(address: Int, locks: Int? = nil, map: RegisterMap? = nil) {
    self.address = address
    self.locks = locks
    self.map = map
  }
}
