extension ModbusRTU {
  package enum Frame: Hashable, Sendable {
    /// What can be read. The raw value is the function.
    package enum Area: UInt8, Hashable, Sendable {
      case relays = 0x01
      case inputs = 0x02
      case registers = 0x03
    }

    case read(unit: Int, Area, start: UInt16, count: UInt16)
    /// The answer to a reading of relays or inputs.
    case bits(unit: Int, Area, [UInt8])
    /// The answer to a reading of registers.
    case registers(unit: Int, [UInt16])
    /// A request, or its answer: both are the same bytes.
    case writeCoil(unit: Int, UInt16, value: UInt16)
    /// A request, or its answer: both are the same bytes.
    case writeRegister(unit: Int, UInt16, value: UInt16)
    case writeCoils(unit: Int, start: UInt16, count: UInt16, [UInt8])
    case writeRegisters(unit: Int, start: UInt16, [UInt16])
    /// The answer to 0F and 10.
    case written(unit: Int, function: UInt8, start: UInt16, count: UInt16)
    case refused(unit: Int, function: UInt8, code: UInt8)
  }
}

extension ModbusRTU.Frame {
  package init(_ bytes: [UInt8]) throws(InvalidFrame) {
    guard bytes.count >= 5 else { throw InvalidFrame(.wrongLength(bytes.count, needs: 5)) }
    let (unit, function) = (Int(bytes[0]), bytes[1])
    switch ModbusRTU.lengths(of: bytes[...], answering: nil) {
    case .impossible:
      if unit > ModbusRTU.addresses.upperBound {
        throw InvalidFrame(.impossibleValue("the unit \(unit) is not 0 to 247"))
      }
      guard unit != 0 || ModbusRTU.mayBeToAll(function) else { throw Self.isToAll }
      throw InvalidFrame(.unknownCommand(function))
    case .undecided: throw InvalidFrame(.wrongLength(bytes.count, needs: 8))
    case .exactly(let length):
      guard bytes.count == length else { throw InvalidFrame(.wrongLength(bytes.count, needs: length)) }
    case .shortest(let lengths):
      guard lengths.contains(bytes.count) else {
        // Too long for the one, too short for the other: the nearest is meant.
        let nearest = lengths.min { abs($0 - bytes.count) < abs($1 - bytes.count) } ?? 8
        throw InvalidFrame(.wrongLength(bytes.count, needs: nearest))
      }
    case .longest: preconditionFailure("no Modbus frame ends with silence alone")
    }
    try Self.checkCRC(bytes)

    let (first, second) = (Self.word(bytes, 2), bytes.count >= 8 ? Self.word(bytes, 4) : 0)
    let isAnswer = bytes.count == 5 + Int(bytes[2]) && (function != 0x03 || bytes[2].isMultiple(of: 2))
    switch (function, bytes.count) {
    case (0x01...0x03, _) where isAnswer:
      let data = bytes[3..<bytes.count - 2]
      self =
        switch Area(rawValue: function) {
        case .relays?: .bits(unit: unit, .relays, Array(data))
        case .inputs?: .bits(unit: unit, .inputs, Array(data))
        case .registers?, nil: .registers(unit: unit, Self.words(data))
        }
    case (0x01...0x03, _):
      let area = Area(rawValue: function) ?? .registers
      try Self.check(count: second, upTo: area == .registers ? 125 : 2000)
      self = .read(unit: unit, area, start: first, count: second)
    case (0x05, _):
      guard Self.flashCoils.contains(first) ? second < 0x8000 : second == 0xFF00 || second == 0 else {
        throw InvalidFrame(
          .impossibleValue(
            "a relay is switched with FF00 or 0000, for a time with up to 7FFF, not \(Self.text(second))"))
      }
      self = .writeCoil(unit: unit, first, value: second)
    case (0x06, _): self = .writeRegister(unit: unit, first, value: second)
    case (0x0F, 8), (0x10, 8):
      guard unit != 0 else { throw Self.isToAll }
      try Self.check(count: second, upTo: function == 0x0F ? 1968 : 123)
      self = .written(unit: unit, function: function, start: first, count: second)
    case (0x0F, _):
      try Self.check(count: second, upTo: 1968)
      try Self.check(bytes: bytes[6], for: second, needed: (Int(second) + 7) / 8)
      self = .writeCoils(unit: unit, start: first, count: second, Array(bytes[7..<bytes.count - 2]))
    case (0x10, _):
      try Self.check(count: second, upTo: 123)
      try Self.check(bytes: bytes[6], for: second, needed: Int(second) * 2)
      self = .writeRegisters(unit: unit, start: first, Self.words(bytes[7..<bytes.count - 2]))
    default: self = .refused(unit: unit, function: function & 0x7F, code: bytes[2])
    }
  }

  package var bytes: [UInt8] {
    switch self {
    case .read(let unit, let area, let start, let count):
      framed(unit, area.rawValue, Self.bytes([start, count]))
    case .bits(let unit, let area, let data): framed(unit, area.rawValue, [UInt8(data.count)] + data)
    case .registers(let unit, let values): framed(unit, 0x03, [UInt8(values.count * 2)] + Self.bytes(values))
    case .writeCoil(let unit, let coil, let value): framed(unit, 0x05, Self.bytes([coil, value]))
    case .writeRegister(let unit, let register, let value): framed(unit, 0x06, Self.bytes([register, value]))
    case .writeCoils(let unit, let start, let count, let data):
      framed(unit, 0x0F, Self.bytes([start, count]) + [UInt8(data.count)] + data)
    case .writeRegisters(let unit, let start, let values):
      framed(unit, 0x10, Self.bytes([start, UInt16(values.count)]) + [UInt8(values.count * 2)] + Self.bytes(values))
    case .written(let unit, let function, let start, let count): framed(unit, function, Self.bytes([start, count]))
    case .refused(let unit, let function, let code): framed(unit, function | 0x80, [code])
    }
  }

  /// Where Waveshare's boards have the coils that fall off by themselves.
  static let flashCoils: Range<UInt16> = 0x0200..<0x02FF

  static func text(_ value: UInt16) -> String { Hex.text([UInt8(value >> 8), UInt8(value & 0xFF)]) }

  private func framed(_ unit: Int, _ function: UInt8, _ data: [UInt8]) -> [UInt8] {
    let bytes = [UInt8(unit), function] + data
    let crc = ModbusRTU.crc(bytes)
    return bytes + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
  }

  private static func bytes(_ words: [UInt16]) -> [UInt8] { words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }

  private static func words(_ bytes: ArraySlice<UInt8>) -> [UInt16] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
  }

  private static func word(_ bytes: [UInt8], _ index: Int) -> UInt16 {
    UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
  }

  private static func checkCRC(_ bytes: [UInt8]) throws(InvalidFrame) {
    let crc = ModbusRTU.crc(bytes.dropLast(2))
    let expected = [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    guard bytes.suffix(2).elementsEqual(expected) else {
      throw InvalidFrame(.wrongCRC(Array(bytes.suffix(2)), expected: expected))
    }
  }

  private static let isToAll = InvalidFrame(
    .impossibleValue("the unit 0 speaks to all boards, which only a setting or switching does"))

  private static func check(count: UInt16, upTo most: UInt16) throws(InvalidFrame) {
    guard (1...most).contains(count) else {
      throw InvalidFrame(.impossibleValue("the count \(count) is not 1 to \(most)"))
    }
  }

  private static func check(bytes: UInt8, for count: UInt16, needed: Int) throws(InvalidFrame) {
    guard Int(bytes) == needed else {
      throw InvalidFrame(.impossibleValue("\(count) of them need \(needed) bytes, not \(bytes)"))
    }
  }
}
