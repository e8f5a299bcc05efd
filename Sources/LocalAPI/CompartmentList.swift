/// `GET /v1/compartments`: door, occupancy, service and the order of each.
package struct CompartmentList: Codable, Hashable, Sendable {
  package struct Compartment: Codable, Hashable, Sendable {
    package var name: String
    /// `closed`, `open` or `unknown`.
    package var door: String
    @OrNull package var doorSince: WallTime?
    /// What the sensor behind the door sees: `present`, `absent` or `unknown`; absent without a sensor.
    package var goods: String?
    /// `empty`, `loaded` or `to-clear`.
    package var occupancy: String
    /// `in-service` or `out-of-service`.
    package var service: String
    /// Why it is out of service; absent while it is in.
    package var serviceReason: String?
    /// The order that has it; absent while it is free.
    package var order: String?

    private enum CodingKeys: String, CodingKey {
      case name, door, goods, occupancy, service, order
      case doorSince = "door_since"
      case serviceReason = "service_reason"
    }

    package init(
      name: String, door: String, doorSince: WallTime?, goods: String? = nil, occupancy: String, service: String,
      serviceReason: String? = nil, order: String? = nil
    ) {
      self.name = name
      self.door = door
      self.doorSince = doorSince
      self.goods = goods
      self.occupancy = occupancy
      self.service = service
      self.serviceReason = serviceReason
      self.order = order
    }
  }

  package var compartments: [Compartment]

  package init(compartments: [Compartment]) { self.compartments = compartments }
}
