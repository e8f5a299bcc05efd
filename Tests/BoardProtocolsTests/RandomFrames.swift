import BoardProtocols
import TestSupport

/// Frames and what comes between them.
extension SeededGenerator {
  /// Junk with the bytes that frames begin and end with, more often than chance would have them.
  mutating func junk(upTo count: Int) -> [UInt8] {
    let tempting: [UInt8] = [0x02, 0x03, 0x80, 0x8A, 0x82, 0x33, 0x35, 0x30, 0x01, 0x00]
    return (0..<Int.random(in: 0...count, using: &self)).map { _ in
      Bool.random(using: &self)
        ? tempting[Int.random(in: 0..<tempting.count, using: &self)] : .random(in: 0...255, using: &self)
    }
  }

  mutating func pieces(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var rest = bytes[...]
    var pieces: [ArraySlice<UInt8>] = []
    while !rest.isEmpty {
      pieces.append(rest.prefix(.random(in: 1...7, using: &self)))
      rest = rest.dropFirst(pieces[pieces.count - 1].count)
    }
    return pieces
  }

  /// What a board can say.
  mutating func reply(of name: BoardProtocol) -> [UInt8] {
    switch name {
    case .kerongCU3x:
      KerongCU3x.Frame.state(
        board: .random(in: 0...15, using: &self), locks: .random(in: 0...UInt16.max, using: &self),
        goods: .random(in: 0...UInt16.max, using: &self), allWereAsked: .random(using: &self)
      ).bytes
    case .shuoming8A: shuomingReply().bytes
    }
  }

  mutating func groups() -> [UInt8] {
    (0..<Int.random(in: 2...7, using: &self)).map { _ in .random(in: 0...255, using: &self) }
  }

  private mutating func shuomingReply() -> Shuoming8A.Frame {
    let board = Int.random(in: 1...99, using: &self)
    let lock = Int.random(in: 1...56, using: &self)
    let status: UInt8 = Bool.random(using: &self) ? 0x11 : 0x00
    return switch Int.random(in: 0...4, using: &self) {
    case 0: .lockState(board: board, lock: lock, status: status)
    case 1: .unlockReply(board: board, lock: lock, status: status)
    case 2: .doorChange(head: 0x82, board: board, lock: lock, status: status)
    default: .boardState(board: board, groups: groups())
    }
  }
}
