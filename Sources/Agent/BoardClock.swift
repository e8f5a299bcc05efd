import CLinux
import Linux
package import LockerDomain

/// The clocks of the board, as the agent reads them. Tests and the demonstration inject their own.
package struct BoardClock: Sendable {
  /// The kernel's id of this boot (/proc/sys/kernel/random/boot_id).
  package var bootID: String
  /// Nanoseconds since boot, suspend included.
  package var boot: @Sendable () -> BootTime
  /// Unix time in milliseconds; nil while the clock is not to be trusted.
  package var wall: @Sendable () -> Int64?

  package init(
    bootID: String, boot: @escaping @Sendable () -> BootTime, wall: @escaping @Sendable () -> Int64?
  ) {
    self.bootID = bootID
    self.boot = boot
    self.wall = wall
  }

  /// - Parameter isTrusted: take the wall clock as it is, whatever the kernel says of its synchronisation.
  package static func kernel(isTrusted: Bool) -> BoardClock {
    BoardClock(
      bootID: readBootID(),
      boot: { .now },
      wall: { isTrusted || linux_clock_is_synchronised() ? KernelClock.wall.nanoseconds / 1_000_000 : nil })
  }

  private static func readBootID() -> String {
    (try? TextFile.text(of: "/proc/sys/kernel/random/boot_id", atMost: 64)) ?? "unknown"
  }
}
