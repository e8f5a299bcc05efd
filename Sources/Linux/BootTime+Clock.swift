package import LockerDomain

extension BootTime {
  package static var now: BootTime { BootTime(nanoseconds: KernelClock.boot.nanoseconds) }

  /// The boot time of a stamp by CLOCK_MONOTONIC, such as a GPIO edge has. That clock stands still while the board is
  /// suspended; the two differ by all suspends since boot. What was stamped before a suspend and is only read after it
  /// comes out too late by that suspend.
  package init(monotonic nanoseconds: UInt64) {
    let suspended = KernelClock.boot.nanoseconds - KernelClock.monotonic.nanoseconds
    // Two readings of clocks that run alike differ by the time between the calls: not a suspend.
    self.init(nanoseconds: Int64(clamping: nanoseconds) + (suspended < 1_000_000 ? 0 : suspended))
  }
}
