import Dispatch
import Linux
import Synchronization

/// Starts programs that die with the tests, however these end: one that stays behind has ports and sockets that the next
/// run wants.
///
/// The kernel kills a program when the thread that started it ends (`PR_SET_PDEATHSIG`). Threads of the tests' pools come
/// and go; this one stays.
package final class Launcher: Sendable {
  /// What stands before a program's own words: it asks for that and becomes the program, under the same number.
  package static let words = ["setpriv", "--pdeathsig", "KILL", "--"]

  package static let shared: Launcher = {
    do { return try Launcher() } catch { fatalError("no thread to start programs from: \(error)") }
  }()

  /// What to do next; nil ends the thread.
  private let jobs = Mutex<[(@Sendable () -> Void)?]>([])
  private let arrived = DispatchSemaphore(value: 0)

  package init() throws {
    _ = try NamedThread("launcher") { [self] in
      while true {
        arrived.wait()
        guard let job = jobs.withLock({ $0.removeFirst() }) else { return }
        job()
      }
    }
  }

  /// Runs this on the thread and waits for it.
  package func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result {
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<Result?>(nil)
    add {
      let value = body()
      result.withLock { $0 = value }
      done.signal()
    }
    done.wait()
    guard let value = result.withLock({ $0 }) else { preconditionFailure("done without a result") }
    return value
  }

  /// Ends the thread, and with it all that it has started.
  package func end() { add(nil) }

  private func add(_ job: (@Sendable () -> Void)?) {
    jobs.withLock { $0.append(job) }
    arrived.signal()
  }
}
