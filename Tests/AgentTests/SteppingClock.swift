import Agent
import Linux
import LockerDomain
import Synchronization

/// A board's clocks that stand still until a test moves them: the time since boot, and a wall clock that may be anywhere.
final class SteppingClock: Sendable {
  private struct State {
    var boot: Int64 = 1_000_000_000
    /// Wall time minus boot time in milliseconds; nil while not synchronised.
    var start: Int64?
  }

  /// Wall time minus boot time when the wall clock is right.
  static let rightStart: Int64 = 1_790_000_000_000
  static let year: Int64 = 365 * 86_400_000

  private let state = Mutex(State())

  func pass(_ time: Duration) { state.withLock { $0.boot += time.inNanoseconds } }

  /// The wall clock is right from now on, or so much ahead.
  func set(ahead milliseconds: Int64 = 0) { state.withLock { $0.start = Self.rightStart + milliseconds } }
  func lose() { state.withLock { $0.start = nil } }
  func reboot() { state.withLock { $0 = State() } }

  func board(bootID: String = "boot-1") -> BoardClock {
    BoardClock(
      bootID: bootID, boot: { BootTime(nanoseconds: self.state.withLock { $0.boot }) },
      wall: { self.state.withLock { state in state.start.map { $0 + state.boot / 1_000_000 } } })
  }
}
