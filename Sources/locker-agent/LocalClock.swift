import Glibc
import LocalAPI

/// Times as the person at the terminal reads them, by that person's time zone.
struct LocalClock: Sendable {
  let now: WallTime
  /// East of Greenwich.
  let utcOffsetSeconds: Int

  init(now: WallTime, utcOffsetSeconds: Int) {
    self.now = now
    self.utcOffsetSeconds = utcOffsetSeconds
  }

  /// This machine's clock and zone.
  static var current: LocalClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var seconds = time.tv_sec
    var parts = tm()
    localtime_r(&seconds, &parts)
    return LocalClock(
      now: WallTime(unixMilliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000),
      utcOffsetSeconds: parts.tm_gmtoff)
  }

  /// `15:22:03`, on another day `11-20 15:22`.
  func text(_ time: WallTime) -> String {
    let (that, today) = (local(time), local(now))
    // `2026-07-29T12:34:56.789Z`
    return that.prefix(10) == today.prefix(10)
      ? String(that.dropFirst(11).prefix(8)) : "\(that.dropFirst(5).prefix(5)) \(that.dropFirst(11).prefix(5))"
  }

  /// `15:22:03 UTC-05:00`.
  var title: String {
    let minutes = abs(utcOffsetSeconds) / 60
    let zone = "\(utcOffsetSeconds < 0 ? "-" : "+")\(Self.two(minutes / 60)):\(Self.two(minutes % 60))"
    return "\(text(now)) UTC\(utcOffsetSeconds == 0 ? "" : zone)"
  }

  private func local(_ time: WallTime) -> String {
    WallTime(unixMilliseconds: time.unixMilliseconds + Int64(utcOffsetSeconds) * 1000).text
  }

  private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
}
