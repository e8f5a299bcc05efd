package import LockerDomain

/// What a bank starts from.
package struct StoredBank: Equatable, Sendable {
  /// The orders that have not ended, and ended ones whose notice is still on its way.
  package let orders: [Order]
  package let compartments: [Compartment]
  /// One more than the highest notice number ever used.
  package let nextNotice: Int64
  /// The time of the last commit; nil in a new store.
  package let last: AgentClock.Mark?
}
