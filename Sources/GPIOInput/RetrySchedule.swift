import Linux
import LockerDomain

/// When a chip or line that can't be had is tried again: after a quarter of a second, then doubled up to 5 s.
struct RetrySchedule: Equatable, Sendable {
  private enum State: Equatable {
    case idle
    case waiting(until: BootTime, delay: Duration)
  }

  static let first = Duration.milliseconds(250)
  static let longest = Duration.seconds(5)

  private var state = State.idle

  /// The time of the next try; nil after a success, and before the first failure.
  var due: BootTime? {
    switch state {
    case .idle: nil
    case .waiting(let until, _): until
    }
  }

  mutating func failed(at now: BootTime) {
    let delay =
      switch state {
      case .idle: Self.first
      case .waiting(_, let delay): min(delay * 2, Self.longest)
      }
    state = .waiting(until: now + delay, delay: delay)
  }

  mutating func succeeded() { state = .idle }
}
