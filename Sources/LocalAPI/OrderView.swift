/// An order as `order show` and `GET /v1/orders/{number}` have it.
///
/// Agent fills in the phone and the code as they are; the server masks them before they leave (`Masking`).
package struct OrderView: Codable, Hashable, Sendable {
  package struct Customer: Codable, Hashable, Sendable {
    @OrNull package var name: String?
    package var phone: String

    package init(name: String?, phone: String) {
      self.name = name
      self.phone = phone
    }
  }

  package struct Slot: Codable, Hashable, Sendable {
    package var name: String
    /// `waiting`, `opened`, `loaded`, `reopened`, `collecting` or `collected`.
    package var progress: String
    /// `closed`, `open` or `unknown`.
    package var door: String

    package init(name: String, progress: String, door: String) {
      self.name = name
      self.progress = progress
      self.door = door
    }
  }

  /// The latest notice of the order.
  package struct Notice: Codable, Hashable, Sendable {
    package var id: Int64
    package var state: String
    @OrNull package var reason: String?
    @OrNull package var requestID: String?
    package var cycle: Int

    private enum CodingKeys: String, CodingKey {
      case id, state, reason, cycle
      case requestID = "request_id"
    }

    package init(id: Int64, state: String, reason: String?, requestID: String?, cycle: Int) {
      self.id = id
      self.state = state
      self.reason = reason
      self.requestID = requestID
      self.cycle = cycle
    }
  }

  package var number: String
  package var state: String
  /// What a person reads: `ready, customer NOT texted: the number is not a mobile`.
  package var label: String
  package var marks: [String]
  package var compartments: [Slot]
  /// Null once the order has ended.
  @OrNull package var customer: Customer?
  /// Null once the order has ended.
  @OrNull package var code: String?
  package var cycle: Int
  /// After a cancel: goods may be inside; the next open-and-close is clearing. Absent otherwise.
  package var toClear: Bool?
  @OrNull package var notice: Notice?
  @OrNull package var placedAt: WallTime?
  @OrNull package var readyAt: WallTime?
  @OrNull package var endedAt: WallTime?

  private enum CodingKeys: String, CodingKey {
    case number, state, label, marks, compartments, customer, code, cycle, notice
    case toClear = "to_clear"
    case placedAt = "placed_at"
    case readyAt = "ready_at"
    case endedAt = "ended_at"
  }

  package init(
    number: String, state: String, label: String, marks: [String], compartments: [Slot], customer: Customer?,
    code: String?, cycle: Int, toClear: Bool? = nil, notice: Notice?, placedAt: WallTime?, readyAt: WallTime?,
    endedAt: WallTime?
  ) {
    self.number = number
    self.state = state
    self.label = label
    self.marks = marks
    self.compartments = compartments
    self.customer = customer
    self.code = code
    self.cycle = cycle
    self.toClear = toClear
    self.notice = notice
    self.placedAt = placedAt
    self.readyAt = readyAt
    self.endedAt = endedAt
  }
}

/// `GET /v1/orders`.
package struct OrderList: Codable, Hashable, Sendable {
  package var orders: [OrderView]

  package init(orders: [OrderView]) { self.orders = orders }
}
