package import BoardProtocols
package import LockerDomain
package import SerialLine

/// How a bus is doing, at one moment.
package struct BusHealth: Hashable, Sendable {
  package let name: String
  package let port: String
  package let boardProtocol: BoardProtocol
  package let isOpen: Bool
  /// Since when the port is open, or closed.
  package let since: BootTime
  /// Why the port is closed.
  package let error: SerialError?
  /// Bytes that were no frame.
  package let badBytes: Int
  /// Requests that the adapter heard itself.
  package let echoes: Int
  /// Frames that nobody had asked for: late ones, or another program on the line.
  package let strayFrames: Int
  package let boards: [BoardHealth]
}

/// How a board on a bus is doing.
package struct BoardHealth: Hashable, Sendable {
  package enum Presence: String, Hashable, Sendable {
    /// Not heard since the port was opened.
    case unheard
    case online
    /// Three queries in a row were not answered.
    case offline
  }

  package let address: Int
  package let presence: Presence
  package let since: BootTime
  /// What is wrong with it and what to check; nil when nothing is. A board that is online may have one.
  package let reason: String?
  package let queries: Int
  package let replies: Int
  package let misses: Int
  package let missesInARow: Int
  /// From a query to its answer, the last time.
  package let roundTrip: Duration?
  /// Bytes that were no frame and came while this board was asked.
  package let badBytes: Int
  /// The last answer as the board sent it, before polarity.
  package let locks: [BoardFrame.Lock]
  /// What its infrared sensors saw, where it has them.
  package let goods: [BoardFrame.Lock]
}
