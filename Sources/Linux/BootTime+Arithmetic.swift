package import LockerDomain

extension BootTime {
  package static func + (time: BootTime, interval: Duration) -> BootTime {
    BootTime(nanoseconds: time.nanoseconds + interval.inNanoseconds)
  }

  package static func - (time: BootTime, interval: Duration) -> BootTime {
    BootTime(nanoseconds: time.nanoseconds - interval.inNanoseconds)
  }

  /// The time that passed from `b` to `a`.
  package static func - (a: BootTime, b: BootTime) -> Duration { .nanoseconds(a.nanoseconds - b.nanoseconds) }
}

extension Duration {
  /// Whole nanoseconds, the rest cut off.
  package var inNanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
