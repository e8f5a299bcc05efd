/// `GET /v1/buses`: the serial ports and their boards.
package struct BusList: Codable, Hashable, Sendable {
  package struct Bus: Codable, Hashable, Sendable {
    package var name: String
    package var port: String
    package var `protocol`: String
    package var baud: Int
    /// `open` or `away`.
    package var state: String
    /// Why the port is away, as a sentence for a technician; absent otherwise.
    package var reason: String?
    package var boards: [Board]

    package init(
      name: String, port: String, protocol: String, baud: Int, state: String, reason: String? = nil, boards: [Board]
    ) {
      self.name = name
      self.port = port
      self.protocol = `protocol`
      self.baud = baud
      self.state = state
      self.reason = reason
      self.boards = boards
    }
  }

  package struct Board: Codable, Hashable, Sendable {
    package var address: Int
    package var locks: Int
    /// `online`, `offline`, or `unknown` before its first answer.
    package var state: String
    /// Since the daemon started.
    package var answered: Int
    /// Requests without an answer since the daemon started.
    package var missed: Int

    package init(address: Int, locks: Int, state: String, answered: Int, missed: Int) {
      self.address = address
      self.locks = locks
      self.state = state
      self.answered = answered
      self.missed = missed
    }
  }

  package var buses: [Bus]

  package init(buses: [Bus]) { self.buses = buses }
}
