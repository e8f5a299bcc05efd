import Agent
import Linux
import LockerDomain
import Synchronization

/// The clock of a replay: it stands still until it is set. Everything that happens meanwhile happens at one time.
final class ReplayClock: Sendable {
  private let time = Mutex(Duration.zero)
  private let beganAt: Int64

  /// - Parameter beganAt: what the wall clock shows at its beginning: Unix time in milliseconds.
  init(beganAt: Int64) { self.beganAt = beganAt }

  /// Since the capture began.
  var now: Duration { time.withLock { $0 } }

  /// It never goes back.
  func set(_ new: Duration) { time.withLock { $0 = max($0, new) } }

  /// The clocks of a board on which nothing else counts.
  var board: BoardClock {
    let boot: @Sendable () -> BootTime = { [self] in BootTime(nanoseconds: 0) + now }
    let wall: @Sendable () -> Int64 = { [self, beganAt] in beganAt + now.inMilliseconds }
    return BoardClock(
      bootID: "replay", boot: boot, wall: { wall() },
      shown: { WallClock(milliseconds: wall(), isSynchronised: true) }, stamp: { _ in boot() })
  }
}
