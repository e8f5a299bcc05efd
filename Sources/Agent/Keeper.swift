import CLinux
import Dispatch
import Linux
import LocalAPI
package import LockerDomain
package import Logging
package import Prokeep
package import Store
import Synchronization

/// Keeps the bank and its store in step: every event becomes one transaction, and what is acknowledged is durable.
///
/// It runs on a queue of its own, so that it may block on the disk. Doors and the sender call it from their threads;
/// nothing waits in memory but what the disk has refused so far.
package actor Keeper {
  nonisolated let executor = QueueExecutor(label: "keeper")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  var bank: Bank
  let store: Store
  let board: BoardClock
  let clock: AgentClock
  let startedAt: Moment
  let logger: Logger

  /// The last report of each door: raw level, input, reason.
  var reports: [CompartmentName: DoorReport] = [:]
  /// The compartments whose goods sensors have told something.
  var sensors: Set<CompartmentName> = []
  /// What the disk has refused so far, oldest first. Nothing overtakes it.
  var backlog = Backlog()
  /// Why the store can't be written, while it can't.
  var storeFailure: StoreError?
  /// What ends the agent: a store that turned out to be damaged. Only a start can mend it.
  nonisolated let damage = AsyncStream.makeStream(of: StoreError.self)
  /// The wall times of this boot are stored.
  var isWallKnown = false
  var tidyAt: Moment?
  /// Nil before `start` and after `stop`.
  var timer: (any DispatchSourceTimer)?
  /// What the timer is set to; nil: to nothing.
  var armedFor: Moment?
  var outboxChanged: @Sendable () -> Void = {}
  var clockWasSet: @Sendable () -> Void = {}
  /// How the sender is doing.
  var sending: @Sendable () -> QueueState = { QueueState() }
  var tally: Tally
  /// The last time that somebody saw secrets.
  var lastReveal: Reveal?
  var willWakeSender = false
  /// How many texts may still leave; nil: as many as there are.
  var textsAllowed: Int?
  /// No text sets out before: the last ones could not be marked as leaving.
  var nextMark = Moment(milliseconds: .min)
  /// What the sender has got and not brought to an end; it may be rewritten before it leaves.
  var offered: [NoticeID: StoredNotice] = [:]
  var watchers: [Int: AsyncStream<EventView>.Continuation] = [:]
  var nextWatcher = 0
  /// The ledger's line up to which watchers have been told.
  var published: Int64 = 0
  private let progress = Atomic(0)

  package init(
    store: Store, rules: BankRules, compartments: [CompartmentName], board: BoardClock, logger: Logger
  ) throws(StoreError) {
    let stored = try store.reader.load()
    let boot = board.boot()
    clock = AgentClock(bootID: board.bootID, boot: boot, wall: board.wall(), last: stored.last)
    bank = Bank(
      rules: rules, configured: compartments, stored: stored.compartments, orders: stored.orders,
      nextNotice: stored.nextNotice, at: clock.moment(at: boot))
    startedAt = clock.moment(at: boot)
    tally = Tally(
      waiting: stored.orders.compactMap(\.notice).filter { !$0.state.isSettled }.map(\.id),
      lastAcceptedAt: try store.reader.lastAcceptance())
    self.store = store
    self.board = board
    self.logger = logger
  }

  /// Says in the ledger that the agent runs, and starts its timers. Call once, before any door reports.
  /// - Parameters:
  ///   - clockWasSet: called when the wall clock can be believed, at the start or later.
  ///   - sending: how the sender is doing.
  package func start(
    outboxChanged: @escaping @Sendable () -> Void, clockWasSet: @escaping @Sendable () -> Void = {},
    sending: @escaping @Sendable () -> QueueState = { QueueState() }
  ) throws(StoreError) {
    self.outboxChanged = outboxChanged
    self.clockWasSet = clockWasSet
    self.sending = sending
    if board.wall() == nil {
      logger.warning(
        "the clock is not synchronised, it shows \(board.shown().text): what happens is recorded by the time since boot"
      )
    }
    let timer = DispatchSource.makeTimerSource(queue: executor.queue)
    timer.setEventHandler { [weak self] in self?.assumeIsolated { $0.timerFired() } }
    timer.resume()
    self.timer = timer
    try commit(bank.started(unwatchedSince: clock.unwatchedSince, salvage: store.salvage?.description, at: now))
    // What reading a long backlog has taken and not kept: glibc would hold on to it.
    linux_give_back_memory()
  }

  /// The last word in the ledger; the doors' unseen spell is counted from it.
  package func stop() {
    do throws(StoreError) {
      try catchUp()
      try commit(bank.stopped())
      try store.tidy()
    } catch {
      failed(error)
    }
    if !backlog.isEmpty { logger.error("\(backlog.count) events are lost: the store could not be written") }
    timer?.cancel()
    timer = nil
    // The sender holds on to the keeper, too.
    outboxChanged = {}
    clockWasSet = {}
    sending = { QueueState() }
    for watcher in watchers.values { watcher.finish() }
    watchers = [:]
  }

  var now: Moment { clock.moment(at: board.boot()) }

  /// How often `poke` was carried out: that the queue moves.
  package nonisolated var turns: Int { progress.load(ordering: .relaxed) }

  package nonisolated func poke() {
    executor.queue.async { _ = self.progress.add(1, ordering: .relaxed) }
  }

  /// Runs on the keeper's queue and waits for it: for plain threads and queues only.
  nonisolated func wait<Value: Sendable>(_ body: @Sendable (isolated Keeper) -> Value) -> Value {
    executor.queue.sync { assumeIsolated { body($0) } }
  }
}
