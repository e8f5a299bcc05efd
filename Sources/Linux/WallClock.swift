import CLinux
import Glibc

/// What the board's wall clock shows, and what that is worth.
///
/// A board without a battery for its clock boots in 1970, or on the day its system was built, and is wrong until somebody
/// tells it the time.
package struct WallClock: Hashable, Sendable {
  /// Unix time.
  package var milliseconds: Int64
  /// The kernel says that something keeps it right (adjtimex(2)).
  package var isSynchronised: Bool

  /// 2026-01-01T00:00:00Z: there was no locker-agent before it.
  private static let earliestPossible: Int64 = 1_767_225_600_000

  package init(milliseconds: Int64, isSynchronised: Bool) {
    self.milliseconds = milliseconds
    self.isSynchronised = isSynchronised
  }

  package static var now: WallClock {
    WallClock(
      milliseconds: KernelClock.wall.nanoseconds / 1_000_000, isSynchronised: linux_clock_is_synchronised())
  }

  /// It shows a time at which this program can't have run: it is wrong, whatever anybody says of it.
  package var isUnset: Bool { milliseconds < Self.earliestPossible }

  /// Unix time in milliseconds, nil when it is not to be believed.
  /// - Parameter isTrusted: believe it without the kernel's word.
  package func time(isTrusted: Bool) -> Int64? { !isUnset && (isTrusted || isSynchronised) ? milliseconds : nil }

  /// `1970-01-01 00:03 UTC`.
  package var text: String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
      let count = strftime(text.baseAddress, text.count, "%Y-%m-%d %H:%M UTC", &parts)
      return String(decoding: UnsafeRawBufferPointer(text).prefix(count), as: UTF8.self)
    }
  }
}
