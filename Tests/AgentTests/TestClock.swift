import LockerDomain
import Synchronization

@testable import Agent

/// Clocks that stand still until a test moves them.
final class TestClock: Sendable {
  private let state = Mutex((boot: Int64(1_000_000_000), wall: Int64?.none))

  var wall: Int64? {
    get { state.withLock { $0.wall } }
    set { state.withLock { $0.wall = newValue } }
  }

  func pass(_ time: Duration) { state.withLock { $0.boot += time.inMilliseconds * 1_000_000 } }

  var board: BoardClock {
    BoardClock(
      bootID: "boot-1", boot: { BootTime(nanoseconds: self.state.withLock { $0.boot }) },
      wall: { self.state.withLock { $0.wall } })
  }
}
