/// What the sensor behind a door sees.
package enum Goods: String, Hashable, Sendable {
  case present, absent
  /// There is no sensor, or nobody can read it at the moment.
  case unknown
}

/// One settled reading of one goods sensor, as a serial board hands it on.
///
/// Boards report the first reading after a start, and after every spell in which the door was unknown, and then each
/// change. In one answer of a board the sensors come before the doors.
package struct GoodsReport: Hashable, Sendable {
  package var compartment: CompartmentName
  package var goods: Goods
  /// Where it came from: `bus-a board 0 lock 1`.
  package var input: String
  /// When the reading settled.
  package var at: BootTime

  package init(compartment: CompartmentName, goods: Goods, input: String, at: BootTime) {
    self.compartment = compartment
    self.goods = goods
    self.input = input
    self.at = at
  }
}
