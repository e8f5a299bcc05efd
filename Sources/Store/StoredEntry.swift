package import LockerDomain

/// A line of the ledger with its time.
package struct StoredEntry: Equatable, Sendable {
  /// Counts up from 1; the later line has the higher number.
  package let id: Int64
  /// When, on the agent's clock and the kernel's. Its wall time is there as soon as it is known, also for the time before
  /// the clock was synchronised.
  package let mark: AgentClock.Mark
  package let entry: LedgerEntry
}
