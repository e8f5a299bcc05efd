import Glibc

/// The kernel's clocks (clock_gettime(2)).
package enum KernelClock {
  /// Since boot, suspend included.
  case boot
  /// Since boot; stands still while the board is suspended.
  case monotonic
  /// Unix time, as far as the board knows it.
  case wall

  /// What it shows now, in nanoseconds.
  package var nanoseconds: Int64 {
    var time = timespec()
    clock_gettime(id, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private var id: clockid_t {
    switch self {
    case .boot: CLOCK_BOOTTIME
    case .monotonic: CLOCK_MONOTONIC
    case .wall: CLOCK_REALTIME
    }
  }
}
