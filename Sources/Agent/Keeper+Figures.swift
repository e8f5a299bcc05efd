import LocalAPI
import LockerDomain
import Store

extension Keeper {
  /// What the metrics show of the bank.
  func figures() -> Figures.Bank {
    Figures.Bank(
      tally: tally, notices: noticeCounts(), orders: counted(bank.orders.values.map(\.state)),
      doors: counted(bank.configured.map { bank.compartments[$0]?.door ?? .unknown }),
      oldestPendingAt: storedTime(bank.oldestUnsettled), lastAcceptedAt: storedTime(tally.lastAcceptedAt),
      startedAt: startTime(),
      isOurStore: !store.isFromAnotherMachine, isStoreWritten: storeFailure == nil, hasRoom: store.hasRoom)
  }

  /// Reckoned once: the clocks tremble against each other.
  private func startTime() -> WallTime? {
    if let known = tally.startedAt { return known }
    tally.startedAt = wallTime(startedAt)
    return tally.startedAt
  }

  /// The outbox by state. Counted anew only after it changed.
  func noticeCounts() -> [String: Int] {
    if let known = tally.noticeCounts { return known }
    let counts = try? store.reader.noticeCounts()
    tally.noticeCounts = counts
    return counts ?? [:]
  }

  /// The ledger's time for it, which is the same however often it is asked for; the clocks' would tremble.
  private func storedTime(_ moment: Moment?) -> WallTime? {
    moment.flatMap { (try? store.reader.wallTime(of: $0)).flatMap(\.self) }.map { WallTime(unixMilliseconds: $0) }
  }

  private func counted<Value: Hashable>(_ values: [Value]) -> [Value: Int] {
    values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
