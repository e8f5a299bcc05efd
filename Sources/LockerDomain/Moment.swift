/// A point on the agent's own clock, in milliseconds.
///
/// It never goes backwards, it runs while the board runs (suspended or not), and it goes on where it stopped when the
/// board starts again. The shell makes it from the kernel's boot-time clock (`AgentClock`); rules only compare moments.
package struct Moment: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }

  package static func + (moment: Moment, interval: Duration) -> Moment {
    Moment(milliseconds: moment.milliseconds + interval.inMilliseconds)
  }

  /// The time that passed from `b` to `a`.
  package static func - (a: Moment, b: Moment) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }
}

extension Duration {
  /// Whole milliseconds, the rest cut off.
  package var inMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}

/// Nanoseconds since the kernel booted, suspend included (CLOCK_BOOTTIME): the time that door inputs stamp with.
package struct BootTime: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package static func < (a: BootTime, b: BootTime) -> Bool { a.nanoseconds < b.nanoseconds }
}
