/// KERONG's CU family, 6x revision: CU24, CU48 and CU48B with infrared sensors.
///
/// `02 ADDR LOCK CMD … 03 SUM`. ADDR is the board, LOCK counts from 0 and is 0 in whatever isn't an unlock. SUM is the
/// low byte of the sum of everything before it.
///
/// | CMD | | bytes |
/// |---|---|---|
/// | 60 | state of one board; with ADDR 0A of all | 6 |
/// | 61 | unlock one; with LOCK 30 all | 6 |
/// | 75 | six groups of locks, then six of sensors: the lowest first, bit 0 the lowest | 18 |
/// | 77 | the same, when all boards were asked | 18 |
///
/// A lock's bit 1 is closed in the sources, a sensor's bit 1 something present. The only 77 that was ever printed has 0A
/// as LOCK, so any value is taken there. One public program has LOCK and ADDR the other way round; captures from boards
/// have the order above. Sources on the family: github.com/8lal8/kerongDocs, github.com/RussellSk/keymaker,
/// github.com/xaleel/locker.
package enum KerongCU6x: FrameCodec {
  package static let defaultBaud = BaudRate.b19200
  package static let bauds = KerongFraming.bauds
  /// 10 is the address of all boards.
  package static let addresses = 0...9
  package static let locks = 1...48
  static let tellsOfGoods = true

  package enum Frame: Hashable, Sendable {
    case queryBoard(Int)
    case queryAllBoards
    case unlock(board: Int, lock: Int)
    case unlockAll(board: Int)
    /// Six groups each, that of lock 1 first.
    case state(board: Int, locks: [UInt8], goods: [UInt8])
    /// The answer to `queryAllBoards`; `third` is the byte where LOCK stands.
    case stateToAll(board: Int, third: UInt8, locks: [UInt8], goods: [UInt8])
  }

  static func stateQuery(_ board: LockBoard) -> BoardFrame { Frame.queryBoard(board.address).described }

  static func stateAnswerLength(_ board: LockBoard) -> Int { 18 }

  static func unlock(_ board: LockBoard, lock: Int) -> UnlockPlan? {
    .pulse(Frame.unlock(board: board.address, lock: lock).described)
  }

  static func lengths(of start: ArraySlice<UInt8>, answering request: BoardFrame?) -> FrameLengths {
    KerongFraming.lengths(of: start, commandAt: 3, length: length)
  }

  static func frame(_ bytes: ArraySlice<UInt8>, answering request: BoardFrame?) throws(InvalidFrame) -> BoardFrame {
    try Frame(Array(bytes)).described
  }

  fileprivate static let allBoards: UInt8 = 0x0A
  fileprivate static let allLocks: UInt8 = 0x30

  fileprivate static func length(command: UInt8) -> Int? {
    switch command {
    case 0x60, 0x61: 6
    case 0x75, 0x77: 18
    default: nil
    }
  }
}

extension KerongCU6x.Frame {
  package init(_ bytes: [UInt8]) throws(InvalidFrame) {
    try KerongFraming.check(bytes, commandAt: 3, shortest: 6, length: KerongCU6x.length)
    let (board, third, command) = (Int(bytes[1]), bytes[2], bytes[3])
    guard KerongCU6x.addresses.contains(board) || (bytes[1] == KerongCU6x.allBoards && command == 0x60) else {
      throw InvalidFrame(
        .impossibleValue(
          "the board's address \(board) is not 0 to 9, and all boards (10) are only asked for their state"))
    }
    guard third == 0 || command == 0x61 || command == 0x77 else {
      throw InvalidFrame(
        .impossibleValue("the third byte \(Hex.text([third])) names a lock, which only an unlock does"))
    }
    switch command {
    case 0x60: self = bytes[1] == KerongCU6x.allBoards ? .queryAllBoards : .queryBoard(board)
    case 0x61:
      guard third <= KerongCU6x.allLocks else {
        throw InvalidFrame(.impossibleValue("the lock \(Hex.text([third])) is not 00 to 2F, nor 30 for all"))
      }
      self = third == KerongCU6x.allLocks ? .unlockAll(board: board) : .unlock(board: board, lock: Int(third) + 1)
    case 0x75: self = .state(board: board, locks: Array(bytes[4..<10]), goods: Array(bytes[10..<16]))
    default:
      self = .stateToAll(board: board, third: third, locks: Array(bytes[4..<10]), goods: Array(bytes[10..<16]))
    }
  }

  package var bytes: [UInt8] {
    switch self {
    case .queryBoard(let board): KerongFraming.framed([UInt8(board), 0, 0x60])
    case .queryAllBoards: KerongFraming.framed([KerongCU6x.allBoards, 0, 0x60])
    case .unlock(let board, let lock): KerongFraming.framed([UInt8(board), UInt8(lock - 1), 0x61])
    case .unlockAll(let board): KerongFraming.framed([UInt8(board), KerongCU6x.allLocks, 0x61])
    case .state(let board, let locks, let goods): KerongFraming.framed([UInt8(board), 0, 0x75] + locks + goods)
    case .stateToAll(let board, let third, let locks, let goods):
      KerongFraming.framed([UInt8(board), third, 0x77] + locks + goods)
    }
  }

  var described: BoardFrame {
    switch self {
    case .queryBoard(let board):
      BoardFrame(.request, "query of all locks", address: board, answer: .stateAll, bytes: bytes)
    case .queryAllBoards:
      BoardFrame(.request, "query of all locks", address: nil, answer: .stateAll, bytes: bytes)
    case .unlock(let board, let lock):
      BoardFrame(.request, "unlock", address: board, locks: [.init(lock: lock, raw: nil)], bytes: bytes)
    case .unlockAll(let board): BoardFrame(.request, "unlock all", address: board, bytes: bytes)
    case .state(let board, let locks, let goods), .stateToAll(let board, _, let locks, let goods):
      BoardFrame(
        .stateAll, "state of all locks", address: board, locks: .bits(locks),
        goods: .bits(goods), bytes: bytes)
    }
  }
}
