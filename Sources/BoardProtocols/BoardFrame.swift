/// One frame of any protocol, in the words of the trade.
package struct BoardFrame: Hashable, Sendable {
  /// What a frame is for. The raw values stand in `serial decode --json`.
  package enum Kind: String, Hashable, Sendable {
    /// From us to a board.
    case request
    /// The state of one lock.
    case state
    /// The state of all locks of a board.
    case stateAll = "state-all"
    /// What a board says to an unlock.
    case unlockReply = "unlock-reply"
    /// A door that changed, told without being asked.
    case doorEvent = "door-event"
    /// Anything else that a board says.
    case other
  }

  /// One lock that a frame speaks of.
  package struct Lock: Hashable, Sendable {
    /// Counted from 1, as printed on the boards.
    package let lock: Int
    /// The bit or byte as the board sent it, before polarity is applied; nil in a request.
    package let raw: Int?

    package init(lock: Int, raw: Int?) {
      self.lock = lock
      self.raw = raw
    }
  }

  package let kind: Kind
  /// What the protocol calls it, for people: `query of all locks`.
  package let name: String
  /// nil when it speaks to every board.
  package let address: Int?
  /// In order of their numbers; empty where the frame names none.
  package let locks: [Lock]
  /// What the infrared sensors see, 1 for something there; empty for boards without.
  package let goods: [Lock]
  /// For a request: the kind of frame that answers it; nil when none has to.
  package let answer: Kind?
  /// The board says that it did not do what it was asked.
  package let isRefusal: Bool
  package let bytes: [UInt8]

  init(
    _ kind: Kind, _ name: String, address: Int?, locks: [Lock] = [], goods: [Lock] = [], answer: Kind? = nil,
    isRefusal: Bool = false, bytes: [UInt8]
  ) {
    self.kind = kind
    self.name = name
    self.address = address
    self.locks = locks
    self.goods = goods
    self.answer = answer
    self.isRefusal = isRefusal
    self.bytes = bytes
  }

  /// Whether this frame is what `request` asked for.
  package func answers(_ request: BoardFrame) -> Bool {
    guard let kind = request.answer, kind == self.kind, request.address == nil || request.address == address else {
      return false
    }
    // Of a single lock: the one that was asked for. An unlock of all is answered with no lock named.
    return kind == .stateAll || request.locks.map(\.lock) == locks.map(\.lock)
  }

  /// One line for traces and `serial decode`: `state of all locks, board 1, set: 1, 9, 17`.
  package var meaning: String {
    var text = name + (address.map { ", board \($0)" } ?? ", all boards")
    switch kind {
    case .stateAll:
      text += ", set: " + Self.listed(locks.filter { $0.raw != 0 }, otherwise: "none")
      if !goods.isEmpty { text += ", goods: " + Self.listed(goods.filter { $0.raw != 0 }, otherwise: "none") }
    case .request, .state, .unlockReply, .doorEvent, .other:
      if !locks.isEmpty { text += (locks.count == 1 ? ", lock " : ", locks ") + Self.listed(locks, otherwise: "") }
      if let raw = locks.first?.raw { text += ", raw \(Hex.text([UInt8(truncatingIfNeeded: raw)]))" }
    }
    return isRefusal ? text + ", refused" : text
  }

  private static func listed(_ locks: [Lock], otherwise: String) -> String {
    locks.isEmpty ? otherwise : locks.map { String($0.lock) }.joined(separator: ", ")
  }
}

extension [BoardFrame.Lock] {
  /// Locks as bits: the lowest group first, bit 0 the lowest lock. `count`: how many of them are locks; nil: all.
  static func bits(_ groups: [UInt8], from first: Int = 1, count: Int? = nil) -> [BoardFrame.Lock] {
    (0..<(count ?? groups.count * 8)).map { index in
      BoardFrame.Lock(lock: first + index, raw: Int(groups[index / 8] >> UInt8(index % 8)) & 1)
    }
  }
}
