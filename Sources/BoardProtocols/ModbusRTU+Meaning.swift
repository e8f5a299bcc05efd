extension ModbusRTU.Frame {
  /// In the words of the trade. The meaning of an answer is in the request; without one the inputs count from 1.
  func described(answering request: BoardFrame?) -> BoardFrame {
    let pending = request.flatMap { try? Self($0.bytes) }
    return switch self {
    case .read(let unit, let area, let start, let count): reading(unit, area, start, count)
    case .bits(let unit, .inputs, let data): inputs(unit, data, pending)
    case .bits(let unit, _, let data):
      reply(unit, "state of the relays", locks: .bits(data))
    case .registers(let unit, let values): registers(unit, values, pending)
    case .writeCoil, .writeRegister: switching(isAnswer: pending == self)
    case .writeCoils(let unit, _, let count, _):
      ask(unit, "switching of \(count) relays", answer: .other)
    case .writeRegisters(let unit, let start, let values):
      ask(
        unit,
        Self.controlModes.contains(start)
          ? "setting of \(values.count) inputs' control modes" : "writing of \(values.count) registers", answer: .other)
    case .written(let unit, let function, _, let count):
      reply(unit, "\(count) \(function == 0x0F ? "relays switched" : "registers written")")
    case .refused(let unit, let function, let code): refusal(unit, function, code, of: request, pending)
    }
  }

  /// Waveshare: what an input does to a relay; 0 is nothing, 1 switches it.
  private static let controlModes: Range<UInt16> = 0x1000..<0x1020
  /// Waveshare: a write to it sets the board's address.
  private static let addressRegister: UInt16 = 0x4000

  private func ask(
    _ unit: Int, _ name: String, locks: [Int] = [], answer: BoardFrame.Kind?
  ) -> BoardFrame {
    // Nobody answers what is said to all.
    BoardFrame(
      .request, name, address: unit == 0 ? nil : unit, locks: locks.map { .init(lock: $0, raw: nil) },
      answer: unit == 0 ? nil : answer, bytes: bytes)
  }

  private func reply(
    _ unit: Int, _ name: String, as kind: BoardFrame.Kind = .other, locks: [BoardFrame.Lock] = [],
    isRefusal: Bool = false
  ) -> BoardFrame {
    BoardFrame(
      kind, name, address: unit == 0 ? nil : unit, locks: locks, isRefusal: isRefusal, bytes: bytes)
  }

  private func reading(_ unit: Int, _ area: Area, _ start: UInt16, _ count: UInt16) -> BoardFrame {
    switch area {
    case .relays: ask(unit, "query of \(count) relays", answer: .other)
    case .inputs: ask(unit, "query of \(count) inputs", answer: .stateAll)
    case .registers:
      switch RegisterMap.registers(at: start) {
      case .packed: ask(unit, "query of \(Int(count) * 16) packed inputs", answer: .stateAll)
      case .single: ask(unit, "query of \(count) inputs one by one", answer: .stateAll)
      case .discrete, nil: ask(unit, "query of \(count) registers from \(Self.text(start))", answer: .other)
      }
    }
  }

  private func inputs(_ unit: Int, _ data: [UInt8], _ pending: Self?) -> BoardFrame {
    guard case .read(unit, .inputs, let start, let count)? = pending else {
      return reply(unit, "state of all inputs", as: .stateAll, locks: .bits(data))
    }
    // Not what was asked for: nobody knows which inputs these are.
    guard data.count == (Int(count) + 7) / 8 else { return reply(unit, "state of other inputs") }
    return reply(
      unit, "state of all inputs", as: .stateAll, locks: .bits(data, from: Int(start) + 1, count: Int(count)))
  }

  private func registers(_ unit: Int, _ values: [UInt16], _ pending: Self?) -> BoardFrame {
    if case .read(unit, .registers, let start, let count)? = pending, Int(count) == values.count {
      switch RegisterMap.registers(at: start) {
      case .packed:
        let groups = values.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        return reply(
          unit, "state of all inputs", as: .stateAll, locks: .bits(groups))
      case .single where values.allSatisfy { $0 <= 1 }:
        return reply(
          unit, "state of all inputs", as: .stateAll,
          locks: values.enumerated().map { .init(lock: $0 + 1, raw: Int($1)) })
      case .single, .discrete, nil: break
      }
    }
    return reply(
      unit,
      values.count == 1 ? "a register: \(values[0])" : "registers: \(values.map(String.init).joined(separator: ", "))")
  }

  /// 05 and 06.
  private func switching(isAnswer: Bool) -> BoardFrame {
    let (unit, name, lock, isUnlock) = switched
    if isAnswer {
      return reply(
        unit, name + ", done", as: isUnlock ? .unlockReply : .other,
        locks: lock.map { [.init(lock: $0, raw: nil)] } ?? [])
    }
    return ask(unit, name, locks: lock.map { [$0] } ?? [], answer: isUnlock ? .unlockReply : .other)
  }

  private var switched: (unit: Int, name: String, lock: Int?, isUnlock: Bool) {
    switch self {
    case .writeCoil(let unit, 0x00FF, let value):
      (unit, value == 0 ? "all relays off" : "all relays on", nil, value != 0)
    case .writeCoil(let unit, let coil, let value) where Self.flashCoils.contains(coil):
      (unit, "relay on for \(Int(value) * 100) ms", Int(coil - Self.flashCoils.lowerBound) + 1, value != 0)
    case .writeCoil(let unit, let coil, let value):
      (unit, value == 0 ? "relay off" : "relay on", Int(coil) + 1, value != 0)
    case .writeRegister(let unit, let register, let value): registerSwitched(unit, register, value)
    case .read, .bits, .registers, .writeCoils, .writeRegisters, .written, .refused:
      preconditionFailure("only 05 and 06 switch one relay")
    }
  }

  private func registerSwitched(
    _ unit: Int, _ register: UInt16, _ value: UInt16
  ) -> (unit: Int, name: String, lock: Int?, isUnlock: Bool) {
    switch (register, value) {
    case (Self.addressRegister, _): (unit, "setting of the address to \(value)", nil, false)
    case (0, 0x0700): (unit, "all relays on", nil, true)
    case (0, 0x0800): (unit, "all relays off", nil, false)
    case (1...32, 0x0100): (unit, "relay on", Int(register), true)
    case (1...32, 0x0200): (unit, "relay off", Int(register), false)
    case (1...32, 0x0601...0x06FF): (unit, "relay on for \(value & 0xFF) s", Int(register), true)
    default: (unit, "writing of \(Self.text(value)) to register \(Self.text(register))", nil, false)
    }
  }

  private func refusal(
    _ unit: Int, _ function: UInt8, _ code: UInt8, of request: BoardFrame?, _ pending: Self?
  ) -> BoardFrame {
    let reason =
      switch code {
      case 1: "unknown function"
      case 2: "no such address"
      case 3: "no such value"
      case 4: "the board failed"
      case 6: "the board is busy"
      default: "code \(Hex.text([code]))"
      }
    let name = "function \(Hex.text([function])): \(reason)"
    // What was asked for is at an end; but a query of states that was refused has told none.
    guard let request, let answer = request.answer, answer != .stateAll, request.address == unit,
      pending?.bytes[1] == function
    else {
      return reply(unit, name, isRefusal: true)
    }
    return reply(unit, name, as: answer, locks: request.locks, isRefusal: true)
  }
}
