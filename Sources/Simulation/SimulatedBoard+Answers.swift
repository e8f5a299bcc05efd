package import BoardProtocols

extension SimulatedBoard {
  /// Does what a request says. Returns what the board says to it; nil where it keeps quiet.
  package mutating func answer(to request: BoardFrame, _ boardProtocol: BoardProtocol) -> [UInt8]? {
    guard !isSilent, request.kind == .request, request.address == nil || request.address == address else { return nil }
    switch boardProtocol {
    case .kerongCU3x: return (try? KerongCU3x.Frame(request.bytes)).flatMap { answer($0) }
    case .kerongCU5x: return (try? KerongCU5x.Frame(request.bytes)).flatMap { answer($0) }
    case .kerongCU6x: return (try? KerongCU6x.Frame(request.bytes)).flatMap { answer($0) }
    case .shuoming8A: return (try? Shuoming8A.Frame(request.bytes)).flatMap { answer($0) }
    case .wkly: return (try? WKLY.Frame(request.bytes)).flatMap { answer($0) }
    case .winnsen: return (try? Winnsen.Frame(request.bytes)).flatMap { answer($0) }
    case .modbusRTU: return (try? ModbusRTU.Frame(request.bytes)).flatMap { answer($0) }
    }
  }

  /// What a board whose firmware tells of doors says about one without being asked; nil where the protocol has no such
  /// frame.
  package func doorChange(_ lock: Int, _ boardProtocol: BoardProtocol) -> [UInt8]? {
    switch boardProtocol {
    case .shuoming8A:
      Shuoming8A.Frame.doorChange(head: 0x82, board: address, lock: lock, status: raw[lock - 1] == 1 ? 0x11 : 0).bytes
    case .wkly: WKLY.Frame.doorChange(board: address, lock: lock, state: UInt8(raw[lock - 1])).bytes
    case .kerongCU3x, .kerongCU5x, .kerongCU6x, .winnsen, .modbusRTU: nil
    }
  }

  private mutating func answer(_ request: KerongCU3x.Frame) -> [UInt8]? {
    switch request {
    case .queryBoard, .queryAllBoards:
      KerongCU3x.Frame.state(
        board: address, locks: Self.word(raw), goods: Self.word(goods), allWereAsked: request == .queryAllBoards
      ).bytes
    case .unlock(_, let lock): unlocked([lock], saying: nil)
    case .unlockAll: unlocked(raw.indices.map { $0 + 1 }, saying: nil)
    case .state: nil
    }
  }

  private mutating func answer(_ request: KerongCU5x.Frame) -> [UInt8]? {
    switch request {
    case .queryBoard: KerongCU5x.Frame.state(board: address, groups: Self.packed(raw, groups: 6)).bytes
    case .unlock(_, let lock): unlocked([lock], saying: nil)
    case .state: nil
    }
  }

  private mutating func answer(_ request: KerongCU6x.Frame) -> [UInt8]? {
    let (locks, things) = (Self.packed(raw, groups: 6), Self.packed(goods, groups: 6))
    return switch request {
    case .queryBoard: KerongCU6x.Frame.state(board: address, locks: locks, goods: things).bytes
    case .queryAllBoards:
      KerongCU6x.Frame.stateToAll(board: address, third: 0x0A, locks: locks, goods: things).bytes
    case .unlock(_, let lock): unlocked([lock], saying: nil)
    case .unlockAll: unlocked(raw.indices.map { $0 + 1 }, saying: nil)
    case .state, .stateToAll: nil
    }
  }

  private mutating func answer(_ request: Shuoming8A.Frame) -> [UInt8]? {
    switch request {
    case .queryBoard:
      // Boards with 8 locks send three groups as well.
      Shuoming8A.Frame.boardState(board: address, groups: Self.packed(raw, groups: max(3, (raw.count + 7) / 8))).bytes
    case .unlock(_, let lock, _):
      unlocked([lock]) { Shuoming8A.Frame.unlockReply(board: $0.address, lock: lock, status: $0.status(lock)).bytes }
    default: nil
    }
  }

  private mutating func answer(_ request: WKLY.Frame) -> [UInt8]? {
    switch request {
    case .queryBoard: WKLY.Frame.boardState(board: address, status: 0, states: raw.map { UInt8($0) }).bytes
    case .unlock(_, let lock):
      unlocked([lock]) {
        WKLY.Frame.unlockReply(
          board: $0.address, status: $0.unlocking == .refuse ? 0xFF : 0, lock: lock, state: UInt8($0.raw[lock - 1])
        ).bytes
      }
    case .unlockSeveral(_, let locks, let inTurn):
      unlocked(locks) { WKLY.Frame.done(board: $0.address, command: inTurn ? 0x87 : 0x80, status: 0).bytes }
    default: nil
    }
  }

  private mutating func answer(_ request: Winnsen.Frame) -> [UInt8]? {
    switch request {
    case .query(_, let mask): Winnsen.Frame.state(station: address, locks: Self.word(raw) & mask).bytes
    case .unlock(_, let lock):
      unlocked([lock]) {
        Winnsen.Frame.unlockReply(station: $0.address, lock: lock, status: $0.unlocking == .refuse ? 0 : 1).bytes
      }
    case .unlockReply, .state, .queryLock, .lockState: nil
    }
  }

  private mutating func answer(_ request: ModbusRTU.Frame) -> [UInt8]? {
    switch request {
    case .read(_, let area, let start, let count):
      read(area, from: Int(start), count: Int(count))?.bytes
        ?? ModbusRTU.Frame.refused(unit: address, function: area.rawValue, code: 2).bytes
    case .writeCoil, .writeRegister: switched(request)
    case .bits, .registers, .writeCoils, .writeRegisters, .written, .refused: nil
    }
  }

  /// nil where it has nothing.
  private func read(_ area: ModbusRTU.Frame.Area, from start: Int, count: Int) -> ModbusRTU.Frame? {
    let groups = Self.packed(raw, groups: 64)
    switch (map.inputs, area) {
    case (.discrete(let first), .inputs):
      guard start == first, count <= raw.count else { return nil }
      return .bits(unit: address, .inputs, Self.packed(Array(raw.prefix(count)), groups: (count + 7) / 8))
    case (.packed(let first), .registers):
      guard start == first, count <= (raw.count + 15) / 16 else { return nil }
      return .registers(
        unit: address, (0..<count).map { UInt16(groups[$0 * 2]) | UInt16(groups[$0 * 2 + 1]) << 8 })
    case (.single(let first), .registers):
      guard start == first, count <= raw.count else { return nil }
      return .registers(unit: address, raw.prefix(count).map { UInt16($0) })
    case (.discrete, _), (.packed, _), (.single, _): return nil
    }
  }

  /// The answer to a switched relay are the bytes of the request.
  private mutating func switched(_ request: ModbusRTU.Frame) -> [UInt8]? {
    if unlocking == .refuse {
      return ModbusRTU.Frame.refused(unit: address, function: request.bytes[1], code: 4).bytes
    }
    for lock in raw.indices.map({ $0 + 1 }) {
      switch BoardProtocol.modbusRTU.unlock(LockBoard(address: address, map: map), lock: lock) {
      case .pulse(let pulse) where pulse.bytes == request.bytes: unlock(lock)
      case .hold(let on, _, _) where on.bytes == request.bytes: power(lock, on: true)
      case .hold(_, let off, _) where off.bytes == request.bytes: power(lock, on: false)
      case .pulse, .hold, nil: continue
      }
      return request.bytes
    }
    return ModbusRTU.Frame.refused(unit: address, function: request.bytes[1], code: 2).bytes
  }

  private mutating func unlocked(_ locks: [Int], saying answer: ((Self) -> [UInt8])?) -> [UInt8]? {
    guard locks.allSatisfy({ raw.indices.contains($0 - 1) }) else { return nil }
    for lock in locks { unlock(lock) }
    return answer?(self)
  }

  private func status(_ lock: Int) -> UInt8 { raw[lock - 1] == 1 ? 0x11 : 0x00 }

  private static func packed(_ bits: [Int], groups: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: groups)
    for (index, bit) in bits.enumerated() where bit == 1 { bytes[index / 8] |= 1 << UInt8(index % 8) }
    return bytes
  }

  private static func word(_ bits: [Int]) -> UInt16 {
    let bytes = packed(bits, groups: 2)
    return UInt16(bytes[0]) | UInt16(bytes[1]) << 8
  }
}
