/// `GET /v1/buses`: the serial ports and their boards.
package struct BusList: Codable, Hashable, Sendable {
  package struct Bus: Codable, Hashable, Sendable {
    package var name: String
    package var port: String
    package var `protocol`: String
    package var baud: Int
    /// `open` or `away`.
    package var state: String
    /// Since when it is; null while the board's clock can't be trusted.
    @OrNull package var since: WallTime?
    /// Why the port is away, as a sentence for a technician; absent otherwise.
    package var reason: String?
    /// Requests that the adapter heard itself, since the daemon started.
    package var echoes: Int
    /// Frames that nobody had asked for, since the daemon started: late answers, or somebody else on the line.
    package var strayFrames: Int
    package var boards: [Board]

    private enum CodingKeys: String, CodingKey {
      case name, port, `protocol`, baud, state, since, reason, echoes, boards
      case strayFrames = "stray_frames"
    }

    package init(
      name: String, port: String, protocol: String, baud: Int, state: String, since: WallTime?, reason: String? = nil,
      echoes: Int = 0, strayFrames: Int = 0, boards: [Board]
    ) {
      self.name = name
      self.port = port
      self.protocol = `protocol`
      self.baud = baud
      self.state = state
      self.since = since
      self.reason = reason
      self.echoes = echoes
      self.strayFrames = strayFrames
      self.boards = boards
    }
  }

  package struct Board: Codable, Hashable, Sendable {
    package var address: Int
    package var locks: Int
    /// `online`, `offline`, or `unknown` before its first answer.
    package var state: String
    /// Since when it is; null while the board's clock can't be trusted.
    @OrNull package var since: WallTime?
    /// What is wrong with it and what to check, as a sentence for a technician; absent when nothing is. A board may
    /// answer and still have one.
    package var reason: String?
    /// From the last query that was answered to its answer, rounded; null before the first.
    @OrNull package var roundTripMilliseconds: Int?
    /// Since the daemon started.
    package var answered: Int
    /// Requests without an answer since the daemon started.
    package var missed: Int
    package var missedInARow: Int
    /// Bytes that were no frame and came while this board was asked, since the daemon started.
    package var badBytes: Int

    private enum CodingKeys: String, CodingKey {
      case address, locks, state, since, reason, answered, missed
      case roundTripMilliseconds = "round_trip_ms"
      case missedInARow = "missed_in_a_row"
      case badBytes = "bad_bytes"
    }

    package init(
      address: Int, locks: Int, state: String, since: WallTime?, reason: String? = nil, roundTripMilliseconds: Int?,
      answered: Int, missed: Int, missedInARow: Int = 0, badBytes: Int = 0
    ) {
      self.address = address
      self.locks = locks
      self.state = state
      self.since = since
      self.reason = reason
      self.roundTripMilliseconds = roundTripMilliseconds
      self.answered = answered
      self.missed = missed
      self.missedInARow = missedInARow
      self.badBytes = badBytes
    }
  }

  package var buses: [Bus]

  package init(buses: [Bus]) { self.buses = buses }
}
