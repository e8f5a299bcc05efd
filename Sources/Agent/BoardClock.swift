package import Linux
import LocalAPI
package import LockerDomain

/// The clocks of the board, as the agent reads them. Tests and the demonstration inject their own.
package struct BoardClock: Sendable {
  /// The kernel's id of this boot (/proc/sys/kernel/random/boot_id).
  package var bootID: String
  /// Nanoseconds since boot, suspend included.
  package var boot: @Sendable () -> BootTime
  /// Unix time in milliseconds; nil while the clock is not to be trusted.
  package var wall: @Sendable () -> Int64?
  /// What the wall clock shows, to be trusted or not: for people.
  package var shown: @Sendable () -> WallClock
  /// The time on this clock of what an input stamped with the kernel's.
  package var stamp: @Sendable (BootTime) -> BootTime

  package init(
    bootID: String, boot: @escaping @Sendable () -> BootTime, wall: @escaping @Sendable () -> Int64?,
    shown: @escaping @Sendable () -> WallClock = { .now }, stamp: @escaping @Sendable (BootTime) -> BootTime = { $0 }
  ) {
    self.bootID = bootID
    self.boot = boot
    self.wall = wall
    self.shown = shown
    self.stamp = stamp
  }

  /// - Parameter isTrusted: take the wall clock without the kernel's word that it is synchronised. Even then a time before
  ///   this program was made is none.
  package static func kernel(isTrusted: Bool) -> BoardClock {
    BoardClock(bootID: readBootID(), boot: { .now }, wall: { WallClock.now.time(isTrusted: isTrusted) })
  }

  /// When it was, of something in this boot; nil while the clock is not to be trusted.
  func wallTime(of time: BootTime) -> WallTime? {
    wall().map { WallTime(unixMilliseconds: $0 - (boot().milliseconds - time.milliseconds)) }
  }

  private static func readBootID() -> String {
    (try? TextFile.text(of: "/proc/sys/kernel/random/boot_id", atMost: 64)) ?? "unknown"
  }
}
