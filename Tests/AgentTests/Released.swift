import Agent
import Glibc
import Store

/// Waits for the store of an agent that has ended in this process: its lock goes with the last reference, which a queue may
/// hold a moment longer than the test.
enum Released {
  static func wait<Value>(_ open: () throws -> Value) async throws -> Value {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      do {
        return try open()
      } catch let error where isOurs(error) && ContinuousClock.now < deadline {
        await Task.yield()
      }
    }
  }

  private static func isOurs(_ error: any Error) -> Bool {
    switch error {
    case let error as StoreError: error.code == .locked(pid: getpid())
    case let error as DaemonError: error.kind == .tryLater && error.sentence.contains("process \(getpid()) has")
    default: false
    }
  }
}
