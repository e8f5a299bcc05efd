package import BoardProtocols

/// One question of a probe: the query of all locks of one board, and nothing else. No other request can be put in here.
package struct ProbeQuestion: Hashable, Sendable {
  package let boardProtocol: BoardProtocol
  package let baud: BaudRate
  package let address: Int
  /// Where a Modbus board is asked for its inputs.
  package let map: RegisterMap?

  /// nil when the board can't have that address, or when a board of another known protocol would do more than answer:
  /// nobody knows yet which boards hear it.
  package init?(_ boardProtocol: BoardProtocol, baud: BaudRate, address: Int, map: RegisterMap? = nil) {
    guard boardProtocol.addresses.contains(address) else { return nil }
    self.boardProtocol = boardProtocol
    self.baud = baud
    self.address = address
    self.map = map
    guard boardProtocol.sideEffects(of: request.bytes).isEmpty else { return nil }
  }

  /// What is sent.
  package var request: BoardFrame { boardProtocol.stateQuery(LockBoard(address: address, map: map)) }

  func with(map: RegisterMap) -> ProbeQuestion? {
    ProbeQuestion(boardProtocol, baud: baud, address: address, map: map)
  }
}
