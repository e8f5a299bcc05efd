/// KERONG's CU family, 5x revision: CU48 without sensors for goods.
///
/// `02 ADDR LOCK CMD … 03 SUM`. ADDR is the board, LOCK counts from 0 and is 0 in whatever isn't an unlock. SUM is the
/// low byte of the sum of everything before it.
///
/// | CMD | | bytes |
/// |---|---|---|
/// | 50 | state of one board | 6 |
/// | 51 | unlock one | 6 |
/// | 65 | six groups of eight locks, the lowest first, bit 0 the lowest | 12 |
///
/// One public source knows this revision; it takes a lock's bit 1 for closed. Whether an unlock is answered is not known.
/// Sources on the family: github.com/8lal8/kerongDocs, github.com/RussellSk/keymaker, github.com/xaleel/locker.
package enum KerongCU5x: FrameCodec {
  package static let defaultBaud = BaudRate.b19200
  package static let bauds = KerongFraming.bauds
  package static let addresses = 0...15
  package static let locks = 1...48

  package enum Frame: Hashable, Sendable {
    case queryBoard(Int)
    case unlock(board: Int, lock: Int)
    /// Six groups, that of lock 1 first.
    case state(board: Int, groups: [UInt8])
  }

  static func stateQuery(_ board: LockBoard) -> BoardFrame { Frame.queryBoard(board.address).described }

  static func stateAnswerLength(_ board: LockBoard) -> Int { 12 }

  static func unlock(_ board: LockBoard, lock: Int) -> UnlockPlan? {
    .pulse(Frame.unlock(board: board.address, lock: lock).described)
  }

  static func lengths(of start: ArraySlice<UInt8>, answering request: BoardFrame?) -> FrameLengths {
    KerongFraming.lengths(of: start, commandAt: 3, length: length)
  }

  static func frame(_ bytes: ArraySlice<UInt8>, answering request: BoardFrame?) throws(InvalidFrame) -> BoardFrame {
    try Frame(Array(bytes)).described
  }

  fileprivate static func length(command: UInt8) -> Int? {
    switch command {
    case 0x50, 0x51: 6
    case 0x65: 12
    default: nil
    }
  }
}

extension KerongCU5x.Frame {
  package init(_ bytes: [UInt8]) throws(InvalidFrame) {
    try KerongFraming.check(bytes, commandAt: 3, shortest: 6, length: KerongCU5x.length)
    let board = Int(bytes[1])
    guard KerongCU5x.addresses.contains(board) else {
      throw InvalidFrame(.impossibleValue("the board's address \(board) is not 0 to 15"))
    }
    let lock = Int(bytes[2]) + 1
    guard KerongCU5x.locks.contains(lock) else {
      throw InvalidFrame(.impossibleValue("the lock \(Hex.text([bytes[2]])) is not 00 to 2F"))
    }
    guard lock == 1 || bytes[3] == 0x51 else {
      throw InvalidFrame(
        .impossibleValue("the third byte \(Hex.text([bytes[2]])) names a lock, which only an unlock does"))
    }
    switch bytes[3] {
    case 0x50: self = .queryBoard(board)
    case 0x51: self = .unlock(board: board, lock: lock)
    default: self = .state(board: board, groups: Array(bytes[4..<10]))
    }
  }

  package var bytes: [UInt8] {
    switch self {
    case .queryBoard(let board): KerongFraming.framed([UInt8(board), 0, 0x50])
    case .unlock(let board, let lock): KerongFraming.framed([UInt8(board), UInt8(lock - 1), 0x51])
    case .state(let board, let groups): KerongFraming.framed([UInt8(board), 0, 0x65] + groups)
    }
  }

  var described: BoardFrame {
    switch self {
    case .queryBoard(let board):
      BoardFrame(.request, "query of all locks", address: board, answer: .stateAll, bytes: bytes)
    case .unlock(let board, let lock):
      BoardFrame(.request, "unlock", address: board, locks: [.init(lock: lock, raw: nil)], bytes: bytes)
    case .state(let board, let groups):
      BoardFrame(
        .stateAll, "state of all locks", address: board, locks: .bits(groups), bytes: bytes)
    }
  }
}
