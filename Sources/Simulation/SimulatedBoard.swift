package import BoardProtocols

/// A lock board as it looks from the wire: bits behind an address.
package struct SimulatedBoard: Hashable, Sendable {
  package let address: Int
  /// The raw bit that means closed, as its latches are wired.
  package let closedRaw: Int
  /// By lock, lock 1 first.
  package var raw: [Int]
  /// What its infrared sensors see, where it has them.
  package var goods: [Int]
  /// It hears and doesn't answer: without supply, or its wire is off.
  package var isSilent = false

  /// All doors closed, nothing inside.
  package init(address: Int, locks: Int, closedRaw: Int = 1) {
    self.address = address
    self.closedRaw = closedRaw
    raw = Array(repeating: closedRaw, count: locks)
    goods = Array(repeating: 0, count: locks)
  }

  package mutating func set(lock: Int, isOpen: Bool) { raw[lock - 1] = isOpen ? 1 - closedRaw : closedRaw }

  /// What it says to a request; nil where it keeps quiet.
  package func answer(to request: BoardFrame, _ boardProtocol: BoardProtocol) -> [UInt8]? {
    guard !isSilent, request.kind == .request, request.answer == .stateAll,
      request.address == nil || request.address == address
    else { return nil }
    switch boardProtocol {
    case .kerongCU3x:
      let locks = Self.packed(raw, groups: 2)
      let things = Self.packed(goods, groups: 2)
      return KerongCU3x.Frame.state(
        board: address, locks: UInt16(locks[0]) | UInt16(locks[1]) << 8,
        goods: UInt16(things[0]) | UInt16(things[1]) << 8, allWereAsked: request.address == nil
      ).bytes
    case .shuoming8A:
      // Boards with 8 locks send three groups as well.
      let groups = Self.packed(raw, groups: max(3, (raw.count + 7) / 8))
      return Shuoming8A.Frame.boardState(board: address, groups: groups).bytes
    }
  }

  private static func packed(_ bits: [Int], groups: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: groups)
    for (index, bit) in bits.enumerated() where bit == 1 { bytes[index / 8] |= 1 << UInt8(index % 8) }
    return bytes
  }
}
