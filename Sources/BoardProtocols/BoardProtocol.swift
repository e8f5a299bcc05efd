/// The protocols of lock boards that are spoken here, by their names in the configuration.
package enum BoardProtocol: String, CaseIterable, Hashable, Sendable {
  case kerongCU3x = "kerong-cu-3x"
  case shuoming8A = "shuoming-8a"

  /// The one table that leads from a name to its frames.
  var codec: any FrameCodec.Type {
    switch self {
    case .kerongCU3x: KerongCU3x.self
    case .shuoming8A: Shuoming8A.self
    }
  }

  /// The speed that these boards leave the factory with.
  package var defaultBaud: BaudRate { codec.defaultBaud }

  /// The addresses that a board can be set to.
  package var addresses: ClosedRange<Int> { codec.addresses }

  /// The locks that one board can have, counted from 1.
  package var locks: ClosedRange<Int> { codec.locks }

  /// How many equal readings in a row make a change of a door count.
  package var agreeingReadings: Int { codec.agreeingReadings }

  /// The request for the state of all locks of one board.
  package func stateQuery(address: Int) -> BoardFrame { codec.stateQuery(address: address) }
}
