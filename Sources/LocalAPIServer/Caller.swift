/// Who asks, and what they may do.
package struct Caller: Hashable, Sendable {
  /// What a caller may do; each level includes the one before.
  package enum Access: Int, Comparable, Sendable {
    /// Reads masked data, places orders and moves them along.
    case member
    /// Also unlocks, reveals, resends, retries and sends test messages.
    case administrator

    package static func < (a: Access, b: Access) -> Bool { a.rawValue < b.rawValue }
  }

  package var peer: Peer
  package var access: Access

  /// What the ledger keeps.
  package var uid: UInt32 { peer.uid }

  package init(peer: Peer, access: Access) {
    self.peer = peer
    self.access = access
  }
}
