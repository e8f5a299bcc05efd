import BoardProtocols
import TestSupport

/// Frames and what comes between them.
extension SeededGenerator {
  /// Junk with the bytes that frames begin and end with, more often than chance would have them.
  mutating func junk(upTo count: Int) -> [UInt8] {
    let tempting: [UInt8] = [
      0x02, 0x03, 0x80, 0x8A, 0x82, 0x33, 0x35, 0x30, 0x01, 0x00, 0x65, 0x75, 0x90, 0x07, 0x57, 0x4B, 0x4C, 0x59,
    ]
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
    let address = Int.random(in: name.addresses, using: &self)
    return switch (name, Int.random(in: 0...4, using: &self)) {
    case (.wkly, 0):
      WKLY.Frame.doorChange(board: address, lock: .random(in: 1...24, using: &self), state: bit()).bytes
    case (.wkly, 1):
      WKLY.Frame.unlockReply(board: address, status: 0, lock: .random(in: 1...24, using: &self), state: bit()).bytes
    case (.winnsen, 0):
      Winnsen.Frame.unlockReply(station: address, lock: .random(in: 1...16, using: &self), status: bit()).bytes
    case (.modbusRTU, 0): ModbusRTU.Frame.refused(unit: address, function: 2, code: 2).bytes
    case (.modbusRTU, 1):
      ModbusRTU.Frame.writeCoil(unit: address, .random(in: 0...7, using: &self), value: 0xFF00).bytes
    case (.modbusRTU, 2):
      ModbusRTU.Frame.registers(unit: address, [word(), word()]).bytes
    case (.shuoming8A, 0...2): shuomingReply().bytes
    default: state(of: name, address)
    }
  }

  /// What a board answers to the query of all its locks.
  mutating func state(of name: BoardProtocol, _ address: Int) -> [UInt8] {
    switch name {
    case .kerongCU3x:
      KerongCU3x.Frame.state(board: address, locks: word(), goods: word(), allWereAsked: .random(using: &self)).bytes
    case .kerongCU5x: KerongCU5x.Frame.state(board: address, groups: groups(6)).bytes
    case .kerongCU6x: KerongCU6x.Frame.state(board: address, locks: groups(6), goods: groups(6)).bytes
    case .shuoming8A:
      Shuoming8A.Frame.boardState(board: address, groups: groups(.random(in: 2...7, using: &self))).bytes
    case .wkly: WKLY.Frame.boardState(board: address, status: 0, states: (0..<24).map { _ in bit() }).bytes
    case .winnsen: Winnsen.Frame.state(station: address, locks: word()).bytes
    // As many as the query without a map asks for.
    case .modbusRTU: ModbusRTU.Frame.bits(unit: address, .inputs, groups(1)).bytes
    }
  }

  private mutating func groups(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in .random(in: 0...255, using: &self) }
  }

  private mutating func word() -> UInt16 { .random(in: 0...UInt16.max, using: &self) }

  private mutating func bit() -> UInt8 { Bool.random(using: &self) ? 1 : 0 }

  private mutating func shuomingReply() -> Shuoming8A.Frame {
    let board = Int.random(in: 1...99, using: &self)
    let lock = Int.random(in: 1...56, using: &self)
    let status: UInt8 = Bool.random(using: &self) ? 0x11 : 0x00
    return switch Int.random(in: 0...2, using: &self) {
    case 0: .lockState(board: board, lock: lock, status: status)
    case 1: .unlockReply(board: board, lock: lock, status: status)
    default: .doorChange(head: 0x82, board: board, lock: lock, status: status)
    }
  }
}
