import Dispatch
package import LockerDomain
import Logging
import Store

// What comes from threads, in the order in which it came. It has happened, so it can't be refused.
extension Keeper {
  /// Takes a door report from an input's thread. Does not wait.
  package nonisolated func take(_ report: DoorReport) {
    var report = report
    report.at = board.stamp(report.at)
    executor.queue.async { [report] in self.assumeIsolated { $0.doorReported(report) } }
  }

  /// Takes a label from a scanner's thread. Does not wait.
  package nonisolated func take(_ scan: Scan) {
    var scan = scan
    scan.at = board.stamp(scan.at)
    executor.queue.async { [scan] in self.assumeIsolated { $0.labelScanned(scan) } }
  }

  func labelScanned(_ scan: Scan) {
    guard backlog.hasRoomForScan else {
      logger.error("a label read by \(scan.scanner) is not taken: the store could not be written for too long")
      return
    }
    happened(.scan(scan))
  }

  func doorReported(_ report: DoorReport) {
    reports[report.compartment] = report
    happened(.report(report))
  }

  /// Takes a goods report from an input's thread. Does not wait.
  package nonisolated func take(_ report: GoodsReport) {
    var report = report
    report.at = board.stamp(report.at)
    executor.queue.async { [report] in self.assumeIsolated { $0.goodsReported(report) } }
  }

  func goodsReported(_ report: GoodsReport) { happened(.goods(report)) }

  /// Attempts came to their ends. Until that is stored the notices count as being sent.
  func ended(_ attempts: [EndedAttempt]) { happened(.attemptEnds(attempts)) }

  func happened(_ event: Backlog.Event) {
    backlog.append(event)
    // While older ones wait, the timer tries.
    if backlog.count == 1 { try? catchUp() }
  }

  /// Stores what the disk has refused so far. Whoever decides something new calls it first: the bank must know all that
  /// has happened before a text leaves or a command is taken.
  func catchUp() throws(StoreError) {
    guard !backlog.isEmpty else { return }
    defer { rearm() }
    while let event = backlog.first {
      try apply(event)
      backlog.removeFirst()
    }
  }

  private func apply(_ event: Backlog.Event) throws(StoreError) {
    switch event {
    case .report(let report): try commit(bank.doorReported(report, at: clock.moment(at: report.at)))
    case .scan(let scan): try commit(bank.scanned(scan, at: clock.moment(at: scan.at)))
    case .goods(let report):
      sensors.insert(report.compartment)
      try commit(bank.goodsReported(report, at: clock.moment(at: report.at)))
    case .unlockEnded(let name, let end, let why, let source):
      try commit(bank.unlockEnded(name, end, why, by: source))
    case .attemptEnds(let attempts):
      try commit(
        bank.attemptsEnded(attempts.map { ($0.id, $0.end) }, at: now),
        answers: Dictionary(attempts.map { ($0.id, $0.answer) }, uniquingKeysWith: { _, last in last }))
    case .missed(let name, let reports): try commit(bank.changesMissed(name, count: reports))
    }
  }
}
