import BoardProtocols

// What is wrong with a board, in sentences for whoever stands before it: what was seen, and what to check.
extension BoardState {
  var name: String { "board \(settings.address) on \(bus.name)" }

  /// Nil when nothing is wrong.
  /// - Parameter overdue: its locks that may still be under power after their pulse.
  func reason(overdue: [Int]) -> String? {
    if !overdue.isEmpty {
      return """
        \(name) has not confirmed that \(Self.relays(overdue)) off after an unlock: it is told again and again; if a lock \
        gets hot, cut its supply
        """
    }
    switch presence {
    case .unheard: return missesInARow == 0 ? "\(name) has not answered yet" : sentence(for: evidence.symptom)
    case .offline: return sentence(for: evidence.symptom)
    case .online: break
    }
    if case .refusal = evidence.symptom { return sentence(for: evidence.symptom) }
    if evidence.isDoubled {
      return "\(name) answers one question twice: two boards have the address \(settings.address), give each its own"
    }
    if isDoubted { return allChangedSentence }
    if evidence.isDamaged {
      return """
        \(evidence.damagedExchanges) of the last \(BoardEvidence.window) exchanges with \(name) were damaged: check that \
        no second board has the address \(settings.address), the cable and its terminating resistors
        """
    }
    if isSuspectedInverted {
      return """
        all \(settings.doors.count) doors of \(name) have read open since the start: if they are closed, write \
        `closed: \(1 - settings.closedRaw)` for this board; if that is right, check the wires of the contacts
        """
    }
    guard leftOver.unconfirmed.isEmpty else {
      return """
        \(name) has not confirmed that \(Self.relays(leftOver.unconfirmed)) off, which was asked for at the start: check \
        `map`\(map), and whether a lock is under power
        """
    }
    return nil
  }

  var allChangedSentence: String {
    "all doors of \(name) came to read alike at once: check its supply and its contacts' wires"
  }

  /// Why it counts as away.
  func sentence(for symptom: Symptom) -> String {
    let boardProtocol = bus.boardProtocol.rawValue
    return switch symptom {
    case .silence:
      """
      \(name) does not answer, nothing comes back: check its supply, its address switches, the wires A and B, and \
      `baud` (now \(bus.baud.rawValue))
      """
    case .onlyByte(let byte):
      """
      \(name) does not answer, and nothing but \(Hex.text([byte])) comes from the line: A and B are swapped or touch each \
      other, or a board on the line has no supply
      """
    case .noise:
      """
      \(name) does not answer, and the bytes that come are no \(boardProtocol) frame: check `baud` \
      (now \(bus.baud.rawValue)), whether A and B are swapped, and that no second board has the address \
      \(settings.address)
      """
    case .otherAddress(let address):
      """
      \(name) does not answer, but a board with the address \(address) does, which the configuration doesn't have: check \
      the address switches
      """
    case .otherProtocol(let other, let meaning):
      """
      \(name) does not answer in \(boardProtocol): what comes is a \(other.rawValue) frame (\(meaning)); check `protocol`
      """
    case .refusal(let meaning) where bus.boardProtocol == .modbusRTU:
      """
      \(name) is there and refuses to be asked (\(meaning)): check `map`\(map) and `locks` (now \(settings.locks))
      """
    case .refusal(let meaning):
      """
      \(name) is there and says that it can't read its locks (\(meaning)): switch its supply off and on; if that doesn't \
      help, the board is broken
      """
    }
  }

  private var map: String { settings.map.map { " (now \($0.rawValue))" } ?? "" }

  private static func relays(_ locks: [Int]) -> String {
    let list = locks.sorted().map(String.init).joined(separator: ", ")
    return locks.count == 1 ? "the relay of lock \(list) is" : "the relays of locks \(list) are"
  }
}
