package import BoardProtocols
import Linux
import LockerDomain
import Synchronization

extension SerialBus {
  /// Opens one lock, before anything else that the bus has to do. Returns when the end is known, at the latest some
  /// seconds after it went out: whether the door moved follows by itself, as a door report.
  ///
  /// It is sent once. While the port is closed, on a bus that is not running, and for a lock that the board doesn't have
  /// or can't open, it is not sent; nor when the line is not free within ten seconds.
  package func unlock(address: Int, lock: Int) async -> UnlockSequence.End {
    await withCheckedContinuation { continuation in
      let asked = callers.withLock { callers in
        // The thread ends an unlock only after it has seen its caller.
        let asked = machine.withLock { $0.unlockAsked(address: address, lock: lock, at: .now) }
        if case .queued(let number) = asked { callers[number] = continuation }
        return asked
      }
      switch asked {
      case .queued: wakeUp.send()
      case .notSent: continuation.resume(returning: .notSent)
      }
    }
  }

  func ended(_ unlock: Int, _ end: UnlockSequence.End) {
    callers.withLock { $0.removeValue(forKey: unlock) }?.resume(returning: end)
  }
}
