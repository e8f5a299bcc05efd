package import BoardProtocols

/// A lock board as it looks from the wire: bits behind an address.
package struct SimulatedBoard: Hashable, Sendable {
  package let address: Int
  /// The raw bit that means closed, as its latches are wired.
  package let closedRaw: Int
  /// What its locks do when they are told to open.
  package enum Locks: Hashable, Sendable {
    /// The door springs open.
    case open
    /// They get their pulse, and nothing moves.
    case jam
    /// The board says no, where its protocol has a word for that, and does nothing.
    case refuse
  }

  /// By lock, lock 1 first.
  package var raw: [Int]
  /// What its infrared sensors see, where it has them.
  package var goods: [Int]
  /// How often each lock was unlocked, lock 1 first.
  package private(set) var unlocks: [Int]
  /// The locks whose relays somebody switched on and nobody off.
  package var powered: Set<Int> = []
  /// Where a Modbus board keeps its inputs and relays.
  package let map: RegisterMap
  /// It hears and doesn't answer: without supply, or its wire is off.
  package var isSilent = false
  package var unlocking = Locks.open

  /// All doors closed, nothing inside.
  package init(address: Int, locks: Int, closedRaw: Int = 1, map: RegisterMap = .waveshare8) {
    self.address = address
    self.closedRaw = closedRaw
    self.map = map
    raw = Array(repeating: closedRaw, count: locks)
    goods = Array(repeating: 0, count: locks)
    unlocks = Array(repeating: 0, count: locks)
  }

  package mutating func set(lock: Int, isOpen: Bool) { raw[lock - 1] = isOpen ? 1 - closedRaw : closedRaw }

  /// Its latch gives way: the door springs open, and stays open when the pulse is over.
  mutating func unlock(_ lock: Int) {
    guard raw.indices.contains(lock - 1) else { return }
    switch unlocking {
    case .open:
      unlocks[lock - 1] += 1
      set(lock: lock, isOpen: true)
    case .jam: unlocks[lock - 1] += 1
    case .refuse: break
    }
  }

  /// A relay that stays as it is until it is switched.
  mutating func power(_ lock: Int, on isOn: Bool) {
    guard isOn else {
      powered.remove(lock)
      return
    }
    guard raw.indices.contains(lock - 1) else { return }
    powered.insert(lock)
    unlock(lock)
  }
}
