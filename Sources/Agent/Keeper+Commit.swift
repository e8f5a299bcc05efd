import CLinux
import Dispatch
import LockerDomain
import Logging
import Store

// Transactions and time.
extension Keeper {
  /// How long the store has peace after it could not be written, whatever is due.
  static let patience = Duration.seconds(1)
  private static let tidyAfter = Duration.seconds(300)
  /// How often a full disk is looked at for room.
  private static let lookForRoomEvery = Duration.seconds(10)
  /// How often the wall clock is looked at while nothing happens and it isn't synchronised.
  private static let clockEvery = Duration.seconds(10)

  /// Makes the step durable, or takes it back.
  func commit(
    _ step: Step, answers: [NoticeID: StoredNotice.Answer] = [:], mayUseReserve: Bool = true
  ) throws(StoreError) {
    guard !step.work.isEmpty else { return }
    defer { rearm() }
    do {
      try store.commit(step.work, at: mark(), answers: answers, mayUseReserve: mayUseReserve)
    } catch {
      bank.revert(step)
      failed(error)
      throw error
    }
    storeFailure = nil
    tally.committed(step.work, at: now)
    wakeSender()
    publish()
    for entry in step.work.ledger { log(entry) }
  }

  /// The ledger's lines hold no code and no phone number.
  private func log(_ entry: LedgerEntry) {
    let level: Logger.Level =
      switch entry.kind {
      case .noticeDead, .noticeExpired, .storeSalvaged: .error
      case .loadEmpty, .goodsLeft, .goodsMissing, .unlockNotSent, .unlockRefused, .unlockUnknown, .doorUnknown,
        .doorAjar, .loadIncomplete, .orderUnseen, .pickupUnsure, .orderExpired, .noticeUnanswered,
        .compartmentMissing, .doorChangesMissed, .scanRefused, .scanUnpaired:
        .warning
      default: .info
      }
    var facts = Logger.Metadata()
    facts["order"] = entry.order.map { "\($0)" }
    facts["compartment"] = entry.compartment.map { "\($0)" }
    facts["notice"] = entry.notice.map { "\($0)" }
    logger.log(level: level, "\(entry.kind.rawValue): \(entry.why)", metadata: facts)
  }

  func failed(_ error: StoreError) {
    // Once per trouble: what waits is tried again every second.
    if storeFailure != error { logger.error("\(error.message)") }
    storeFailure = error
    if error.isDamage { damage.continuation.yield(error) }
  }

  /// The store could not be read: the sender asks again after a while.
  func wakeSenderLater() {
    guard !willWakeSender else { return }
    willWakeSender = true
    let patience = DispatchTimeInterval.milliseconds(Int(Self.patience.inMilliseconds))
    executor.queue.asyncAfter(deadline: .now() + patience) { [weak self] in
      self?.assumeIsolated { keeper in
        keeper.willWakeSender = false
        keeper.wakeSender()
      }
    }
  }

  private func wakeSender() {
    if bank.unsettledNotices > 0 { outboxChanged() }
  }

  /// When it is, by all clocks that are to be trusted.
  private func mark() -> AgentClock.Mark {
    let boot = board.boot()
    let wall = board.wall()
    if let wall { wallIsKnown(wall, at: boot) }
    return AgentClock.Mark(moment: clock.moment(at: boot), bootID: board.bootID, boot: boot, wall: wall)
  }

  /// Events that were recorded without a wall time get theirs.
  private func wallIsKnown(_ wall: Int64, at boot: BootTime) {
    guard !isWallKnown else { return }
    do throws(StoreError) {
      try store.setStart(ofBoot: board.bootID, unixMilliseconds: wall - boot.milliseconds)
      isWallKnown = true
      // TLS has not worked until now, most likely.
      clockWasSet()
    } catch {
      failed(error)
    }
  }

  /// Sets the one timer to what is due next.
  func rearm() {
    let tidyBy = now + (store.hasRoom ? Self.tidyAfter : Self.lookForRoomEvery)
    tidyAt = store.isUntidy ? min(tidyAt ?? tidyBy, tidyBy) : nil
    let due = untilNextTurn().map { now + $0 }
    guard due != armedFor else { return }
    armedFor = due
    let delay = due.map { DispatchTimeInterval.milliseconds(Int(clamping: ($0 - now).inMilliseconds)) }
    timer?.schedule(deadline: delay.map { .now() + $0 } ?? .distantFuture)
  }

  func untilNextTurn() -> Duration? {
    guard backlog.isEmpty else { return Self.patience }
    let patience = storeFailure == nil ? Duration.zero : Self.patience
    let due = [bank.nextDeadline, tidyAt].compactMap(\.self).min().map { max(patience, $0 - now) }
    return isWallKnown ? due : min(due ?? Self.clockEvery, Self.clockEvery)
  }

  func timerFired() {
    armedFor = nil
    defer { rearm() }
    // What can't be written now is due again in a second.
    guard (try? catchUp()) != nil else { return }
    _ = mark()
    try? commit(timePassed())
    wakeSender()
    if let tidyAt, tidyAt <= now { tidy() }
  }

  private func tidy() {
    tidyAt = nil
    do throws(StoreError) {
      try store.tidy()
      storeFailure = nil
      // What a backlog has taken while it left.
      linux_give_back_memory()
    } catch {
      failed(error)
    }
  }
}
