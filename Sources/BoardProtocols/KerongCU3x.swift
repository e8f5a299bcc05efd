/// KERONG's CU family, 3x revision: CU12, CU16, NCU16L.
///
/// `02 ADDR CMD … 03 SUM`. The high half of ADDR is the board, the low half the lock, counted from 0 on the wire. SUM
/// is the low byte of the sum of everything before it.
///
/// | CMD | | bytes |
/// |---|---|---|
/// | 30 | state of one board | 5 |
/// | 31 | unlock one | 5 |
/// | 32 | state of all boards (ADDR F0); each answers 36 | 5 |
/// | 33 | unlock all of a board | 5 |
/// | 35, 36 | `L1-8 L9-16 IR1-8 IR9-16`, bit 0 the lowest | 9 |
///
/// Sources: github.com/8lal8/kerongDocs, github.com/jin0949/KR-CU16_locker, github.com/suryavirkapur/kerong-lib. They
/// differ on what a lock's bit 1 means: a setting. An unlock is usually not answered at all.
package enum KerongCU3x: FrameCodec {
  package static let defaultBaud = BaudRate.b19200
  package static let bauds = KerongFraming.bauds
  package static let addresses = 0...15
  package static let locks = 1...16
  static let tellsOfGoods = true

  package enum Frame: Hashable, Sendable {
    case queryBoard(Int)
    case queryAllBoards
    case unlock(board: Int, lock: Int)
    case unlockAll(board: Int)
    /// 35, or 36 when all boards were asked. Bit 0 is lock 1.
    case state(board: Int, locks: UInt16, goods: UInt16, allWereAsked: Bool)
  }

  static func stateQuery(_ board: LockBoard) -> BoardFrame { Frame.queryBoard(board.address).described }

  static func stateAnswerLength(_ board: LockBoard) -> Int { 9 }

  static func unlock(_ board: LockBoard, lock: Int) -> UnlockPlan? {
    .pulse(Frame.unlock(board: board.address, lock: lock).described)
  }

  static func lengths(of start: ArraySlice<UInt8>, answering request: BoardFrame?) -> FrameLengths {
    KerongFraming.lengths(of: start, commandAt: 2, length: length)
  }

  static func frame(_ bytes: ArraySlice<UInt8>, answering request: BoardFrame?) throws(InvalidFrame) -> BoardFrame {
    try Frame(Array(bytes)).described
  }

  fileprivate static func length(command: UInt8) -> Int? {
    switch command {
    case 0x30, 0x31, 0x32, 0x33: 5
    case 0x35, 0x36: 9
    default: nil
    }
  }
}

extension KerongCU3x.Frame {
  package init(_ bytes: [UInt8]) throws(InvalidFrame) {
    try KerongFraming.check(bytes, commandAt: 2, shortest: 5, length: KerongCU3x.length)
    let command = bytes[2]
    let board = Int(bytes[1] >> 4)
    let lock = Int(bytes[1] & 15) + 1
    guard lock == 1 || command == 0x31 else {
      throw InvalidFrame(
        .impossibleValue("the low half of the address \(Hex.text([bytes[1]])) names a lock, which only an unlock does"))
    }
    switch command {
    case 0x30: self = .queryBoard(board)
    case 0x31: self = .unlock(board: board, lock: lock)
    case 0x32:
      guard bytes[1] == 0xF0 else {
        throw InvalidFrame(
          .impossibleValue("command 32 asks all boards: its address is F0, not \(Hex.text([bytes[1]]))"))
      }
      self = .queryAllBoards
    case 0x33: self = .unlockAll(board: board)
    default:
      self = .state(
        board: board, locks: UInt16(bytes[3]) | UInt16(bytes[4]) << 8, goods: UInt16(bytes[5]) | UInt16(bytes[6]) << 8,
        allWereAsked: command == 0x36)
    }
  }

  package var bytes: [UInt8] {
    switch self {
    case .queryBoard(let board): framed(board: board, 0x30)
    case .queryAllBoards: framed(board: 15, 0x32)
    case .unlock(let board, let lock): framed(board: board, index: lock - 1, 0x31)
    case .unlockAll(let board): framed(board: board, 0x33)
    case .state(let board, let locks, let goods, let allWereAsked):
      framed(
        board: board, allWereAsked ? 0x36 : 0x35,
        [UInt8(locks & 0xFF), UInt8(locks >> 8), UInt8(goods & 0xFF), UInt8(goods >> 8)])
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
    case .unlockAll(let board):
      BoardFrame(.request, "unlock all", address: board, bytes: bytes)
    case .state(let board, let locks, let goods, _):
      BoardFrame(
        .stateAll, "state of all locks", address: board, locks: Self.listed(locks), goods: Self.listed(goods),
        bytes: bytes)
    }
  }

  private func framed(board: Int, index: Int = 0, _ command: UInt8, _ data: [UInt8] = []) -> [UInt8] {
    KerongFraming.framed([UInt8(board << 4 | index), command] + data)
  }

  private static func listed(_ bits: UInt16) -> [BoardFrame.Lock] {
    .bits([UInt8(bits & 0xFF), UInt8(bits >> 8)])
  }
}
