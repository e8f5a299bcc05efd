/// `GET /v1/doors`: what each contact says at this moment.
package struct DoorList: Codable, Hashable, Sendable {
  package struct Door: Codable, Hashable, Sendable {
    package var compartment: String
    /// `closed`, `open` or `unknown`.
    package var state: String
    @OrNull package var since: WallTime?
    /// The level or bit as the hardware gave it; null while unknown.
    @OrNull package var raw: Int?
    /// `gpio-sim.0-node0 line 3`, `bus-a board 0 lock 1`.
    package var input: String
    /// Why it is unknown, or what is wrong with its board all the same, as a sentence for a technician; absent otherwise.
    package var reason: String?
    /// What the sensor behind it sees: `present`, `absent` or `unknown`; absent without a sensor.
    package var goods: String?

    package init(
      compartment: String, state: String, since: WallTime?, raw: Int?, input: String, reason: String? = nil,
      goods: String? = nil
    ) {
      self.compartment = compartment
      self.state = state
      self.since = since
      self.raw = raw
      self.input = input
      self.reason = reason
      self.goods = goods
    }
  }

  package var doors: [Door]

  package init(doors: [Door]) { self.doors = doors }
}
