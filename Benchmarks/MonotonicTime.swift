import Glibc

enum MonotonicTime {
  /// CLOCK_MONOTONIC, nanoseconds: the clock of the stand-in's requests.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
