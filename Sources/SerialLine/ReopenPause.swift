/// How long to leave a port alone that could not be opened or went away: longer each time, never long.
package struct ReopenPause: Sendable {
  private static let first = Duration.milliseconds(250)
  private static let longest = Duration.seconds(5)

  private var failures = 0

  package init() {}

  /// It failed once more.
  package mutating func next() -> Duration {
    defer { failures += 1 }
    return min(Self.first * (1 << min(failures, 10)), Self.longest)
  }

  /// It works.
  package mutating func reset() { failures = 0 }
}
