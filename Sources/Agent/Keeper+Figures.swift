import LocalAPI
import LockerDomain
import Store

extension Keeper {
  /// What the metrics show of the bank.
  func figures() -> Figures.Bank {
    Figures.Bank(
      tally: tally, notices: store.noticeCounts, orders: counted(bank.orders.values.map(\.state)),
      doors: counted(bank.configured.map { bank.compartments[$0]?.door ?? .unknown }),
      oldestPendingAt: storedTime(bank.oldestUnsettled), lastAcceptedAt: storedTime(tally.lastAcceptedAt),
      startedAt: startTime(),
      mayNotSend: mayNotSend, isStoreWritten: storeFailure == nil, hasRoom: store.hasRoom)
  }

  /// Reckoned once: the clocks tremble against each other.
  private func startTime() -> WallTime? {
    if let known = tally.startedAt { return known }
    tally.startedAt = wallTime(startedAt)
    return tally.startedAt
  }

  /// The ledger's time for it, which is the same however often it is asked for; the clocks' would tremble.
  private func storedTime(_ moment: Moment?) -> WallTime? {
    moment.flatMap { (try? store.reader.wallTime(of: $0)).flatMap(\.self) }.map { WallTime(unixMilliseconds: $0) }
  }

  private func counted<Value: Hashable>(_ values: [Value]) -> [Value: Int] {
    values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
