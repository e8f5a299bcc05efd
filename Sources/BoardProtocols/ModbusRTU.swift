/// Boards of inputs and relays that speak Modbus RTU, used as lock boards.
///
/// `unit function data… CRC CRC`: CRC-16 with polynomial A001 (reflected), from FFFF, low byte first. Unit 0 speaks to
/// all.
///
/// | function | request | answer |
/// |---|---|---|
/// | 01 relays, 02 inputs | start, count | number of bytes, bits: bit 0 of the first byte is the first |
/// | 03 registers | start, count | number of bytes, two for each |
/// | 05 one relay | coil, FF00 or 0000 | the same bytes |
/// | 06 one register | register, value | the same bytes |
/// | 0F relays | start, count, number of bytes, bits | start, count |
/// | 10 registers | start, count, number of bytes, two for each | start, count |
/// | 80 + function | | refused, with a code |
///
/// Waveshare's coil 00FF is all relays, and 0200 + n holds relay n for the value × 100 ms. Eletechsup's relays are
/// registers: 0100 on, 0200 off, 06NN on for NN seconds; register 0: 0700 all on, 0800 all off.
///
/// An answer doesn't say what it is about: only the request tells which inputs the registers of an 03 are. Where boards
/// keep them is `RegisterMap`'s. An answer with three bytes of bits is as long as a request; it is taken for an answer,
/// no board is known that is asked there. Sources: modbus.org/docs/Modbus_Application_Protocol_V1_1b3.pdf,
/// www.waveshare.com/wiki/Modbus_RTU_Relay_(D).
package enum ModbusRTU: FrameCodec {
  package static let defaultBaud = BaudRate.b9600
  package static let bauds: [BaudRate] = [.b1200, .b2400, .b4800, .b9600, .b19200, .b38400, .b57600, .b115200]
  package static let addresses = 1...247
  package static let locks = 1...32

  /// How long a lock is powered where its board leaves that to us.
  static let hold = Duration.milliseconds(400)

  static func stateQuery(_ board: LockBoard) -> BoardFrame {
    let map = board.map ?? .waveshare8
    let count = UInt16(board.locks ?? map.locks.upperBound)
    let frame: Frame =
      switch map.inputs {
      case .discrete(let start): .read(unit: board.address, .inputs, start: start, count: count)
      case .packed(let start): .read(unit: board.address, .registers, start: start, count: (count + 15) / 16)
      case .single(let start): .read(unit: board.address, .registers, start: start, count: count)
      }
    return frame.described(answering: nil)
  }

  static func stateAnswerLength(_ board: LockBoard) -> Int {
    let map = board.map ?? .waveshare8
    let count = board.locks ?? map.locks.upperBound
    return switch map.inputs {
    case .discrete: 5 + (count + 7) / 8
    case .packed: 5 + (count + 15) / 16 * 2
    case .single: 5 + count * 2
    }
  }

  static func unlock(_ board: LockBoard, lock: Int) -> UnlockPlan? {
    let (unit, index) = (board.address, UInt16(lock - 1))
    switch (board.map ?? .waveshare8).relays {
    case nil: return nil
    case .flashCoils(let start)?:
      let frame = Frame.writeCoil(unit: unit, start + index, value: UInt16(hold / .milliseconds(100)))
      return .pulse(frame.described(answering: nil))
    case .delayRegisters(let start)?:
      // Whole seconds: one is the shortest.
      return .pulse(Frame.writeRegister(unit: unit, start + index, value: 0x0601).described(answering: nil))
    case .coils(let start)?:
      return .hold(
        on: Frame.writeCoil(unit: unit, start + index, value: 0xFF00).described(answering: nil),
        off: Frame.writeCoil(unit: unit, start + index, value: 0).described(answering: nil), for: hold)
    }
  }

  static func lengths(of start: ArraySlice<UInt8>, answering request: BoardFrame?) -> FrameLengths {
    let first = start.startIndex
    guard start[first] <= addresses.upperBound else { return .impossible }
    guard start.count > 1 else { return .undecided }
    guard start[first] != 0 || mayBeToAll(start[first + 1]) else { return .impossible }
    switch start[first + 1] {
    case 0x01, 0x02, 0x03:
      guard start.count > 2 else { return .undecided }
      let count = Int(start[first + 2])
      guard count > 0, count <= 250, start[first + 1] != 0x03 || count.isMultiple(of: 2) else { return .exactly(8) }
      return count == 3 ? .exactly(8) : .shortest(of: [5 + count, 8].sorted())
    case 0x05, 0x06: return .exactly(8)
    case 0x0F, 0x10:
      guard start.count > 6 else { return .undecided }
      return .shortest(of: [8, 9 + Int(start[first + 6])])
    case 0x81, 0x82, 0x83, 0x85, 0x86, 0x8F, 0x90: return .exactly(5)
    default: return .impossible
    }
  }

  static func frame(_ bytes: ArraySlice<UInt8>, answering request: BoardFrame?) throws(InvalidFrame) -> BoardFrame {
    try Frame(Array(bytes)).described(answering: request)
  }

  /// Nobody is asked by what all are told, and nobody answers it.
  static func mayBeToAll(_ function: UInt8) -> Bool { [0x05, 0x06, 0x0F, 0x10].contains(function) }

  /// As it is put into a frame: the low byte first.
  package static func crc(_ bytes: some Sequence<UInt8>) -> UInt16 {
    bytes.reduce(0xFFFF) { crc, byte in crc >> 8 ^ table[Int(UInt8(crc & 0xFF) ^ byte)] }
  }

  private static let table: [UInt16] = (0..<256).map { byte in
    (0..<8).reduce(UInt16(byte)) { crc, _ in crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xA001 }
  }
}
