import Linux
import Synchronization

/// Tells the thread of a replay that nobody waits for it any more.
final class ReplayCancellation: Sendable {
  private let wakeUp: WakeUp
  private let flag = Atomic(false)

  init() throws(Errno) { wakeUp = try WakeUp() }

  /// Readable once it is cancelled.
  var descriptor: Int32 { wakeUp.descriptor }

  var isCancelled: Bool { flag.load(ordering: .acquiring) }

  func cancel() {
    flag.store(true, ordering: .releasing)
    wakeUp.send()
  }
}
