/// What the stream parser, the bus and `serial decode` ask of a protocol: pure functions on bytes.
///
/// Checks of single fields belong into `lengths` where a byte or two decide, so that junk is passed over at once, and
/// into `frame` otherwise.
protocol FrameCodec: Sendable {
  static var defaultBaud: BaudRate { get }
  /// The speeds that these boards are known to run at.
  static var bauds: [BaudRate] { get }
  static var addresses: ClosedRange<Int> { get }
  static var locks: ClosedRange<Int> { get }
  static var agreeingReadings: Int { get }
  /// Boards have infrared sensors behind the doors, and tell of them beside the locks.
  static var tellsOfGoods: Bool { get }

  static func stateQuery(_ board: LockBoard) -> BoardFrame

  /// How many bytes the answer to that has.
  static func stateAnswerLength(_ board: LockBoard) -> Int

  /// nil when the board has nothing to unlock with.
  static func unlock(_ board: LockBoard, lock: Int) -> UnlockPlan?

  /// How long a frame that begins with these bytes can be.
  static func lengths(of start: ArraySlice<UInt8>, answering request: BoardFrame?) -> FrameLengths

  /// Reads a whole frame: no byte before it, none behind.
  static func frame(_ bytes: ArraySlice<UInt8>, answering request: BoardFrame?) throws(InvalidFrame) -> BoardFrame
}

extension FrameCodec {
  /// Two, unless a protocol is known to need more.
  static var agreeingReadings: Int { 2 }

  /// Most boards have no such sensors.
  static var tellsOfGoods: Bool { false }
}

/// The lengths that a frame can have, as far as its first bytes tell.
enum FrameLengths: Equatable {
  /// No frame begins like this.
  case impossible
  /// It may begin like this; more bytes decide.
  case undecided
  case exactly(Int)
  /// Never valid in two of these at once: the first that holds is it. In rising order.
  case shortest(of: [Int])
  /// A short one may stand at the head of a long one: only silence behind it tells.
  case longest(of: ClosedRange<Int>)
}
