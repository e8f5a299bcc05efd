/// The protocols of lock boards that are spoken here, by their names in the configuration.
package enum BoardProtocol: String, CaseIterable, Hashable, Sendable {
  case kerongCU3x = "kerong-cu-3x"
  case kerongCU5x = "kerong-cu-5x"
  case kerongCU6x = "kerong-cu-6x"
  case shuoming8A = "shuoming-8a"
  case wkly = "wkly"
  case winnsen = "winnsen"
  case modbusRTU = "modbus-rtu"

  /// The one table that leads from a name to its frames.
  var codec: any FrameCodec.Type {
    switch self {
    case .kerongCU3x: KerongCU3x.self
    case .kerongCU5x: KerongCU5x.self
    case .kerongCU6x: KerongCU6x.self
    case .shuoming8A: Shuoming8A.self
    case .wkly: WKLY.self
    case .winnsen: Winnsen.self
    case .modbusRTU: ModbusRTU.self
    }
  }

  /// The speed that these boards leave the factory with.
  package var defaultBaud: BaudRate { codec.defaultBaud }

  /// The speeds that these boards are known to run at.
  package var bauds: [BaudRate] { codec.bauds }

  /// The addresses that a board can be set to.
  package var addresses: ClosedRange<Int> { codec.addresses }

  /// The locks that one board can have, counted from 1.
  package var locks: ClosedRange<Int> { codec.locks }

  /// How many equal readings in a row make a change of a door count.
  package var agreeingReadings: Int { codec.agreeingReadings }

  /// Boards may have infrared sensors behind the doors: `BoardFrame.goods`.
  package var tellsOfGoods: Bool { codec.tellsOfGoods }

  /// The request for the state of all locks of one board.
  package func stateQuery(_ board: LockBoard) -> BoardFrame { codec.stateQuery(board) }

  package func stateQuery(address: Int) -> BoardFrame { stateQuery(LockBoard(address: address)) }

  /// How many bytes the answer to `stateQuery` has on the wire.
  package func stateAnswerLength(_ board: LockBoard) -> Int { codec.stateAnswerLength(board) }

  /// How one lock is opened; nil when the board has nothing to do it with. `lock` is one that the board has.
  package func unlock(_ board: LockBoard, lock: Int) -> UnlockPlan? { codec.unlock(board, lock: lock) }
}
