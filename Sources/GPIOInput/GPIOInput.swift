import Linux
package import LockerDomain
import Synchronization

/// The door contacts on GPIO lines: one thread that waits for edges and reports what the doors do.
///
/// The first report of a door follows the start at once if its chip or line can't be had (`unknown`, with the reason),
/// else after the debounce time; then there is one for each settled change. `at` is the last edge before the level was
/// stable. A chip that goes away makes its doors `unknown` until it is back and read again. Nothing is thrown
/// once it runs: `health` and the reports tell.
package final class GPIOInput: Sendable {
  private struct Running: ~Copyable, Sendable {
    let thread: NamedThread
    let wakeUp: WakeUp
  }

  private let settings: GPIOSettings
  private let report: @Sendable (DoorReport) -> Void
  private let running = Mutex<Running?>(nil)
  private let latest = Mutex(GPIOHealth(chips: []))
  private let progress = Atomic(0)

  /// - Parameter report: called on the input thread, in the order of `at` within each wake-up. It should only hand
  ///   over: the kernel keeps 16 edges a line meanwhile.
  package init(_ settings: GPIOSettings, report: @escaping @Sendable (DoorReport) -> Void) {
    self.settings = settings
    self.report = report
  }

  /// How chips and lines are now. From any thread; empty before the start.
  package var health: GPIOHealth { latest.withLock { $0 } }

  /// How often the thread has gone round: at least once in five seconds. From any thread; the watchdog compares.
  package var turns: Int { progress.load(ordering: .relaxed) }

  /// Starts the thread, which keeps this object alive until `stop`. To be called once.
  ///
  /// - Throws: only when there are no threads or descriptors left.
  package func start() throws(GPIOError) {
    do throws(Errno) {
      let wakeUp = try WakeUp()
      try running.withLock { running throws(Errno) in
        precondition(running == nil, "GPIOInput is started once")
        running = Running(thread: try NamedThread("gpio") { self.run(until: wakeUp) }, wakeUp: wakeUp)
      }
    } catch {
      throw .noThread(error)
    }
  }

  /// Ends the thread and gives the lines back; returns when that is done. Not to be called from `report`.
  package func stop() {
    guard let running = running.withLock({ $0.take() }) else { return }
    running.wakeUp.send()
    running.thread.join()
  }

  private func run(until wakeUp: WakeUp) {
    var loop = ContactLoop(settings, wakeUp: wakeUp, report: report) { health in
      self.progress.add(1, ordering: .relaxed)
      self.latest.withLock { $0 = health }
    }
    loop.run()
  }
}
