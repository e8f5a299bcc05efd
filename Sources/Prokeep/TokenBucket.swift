import LockerDomain

/// How fast messages may leave: `perSecond` in the long run, `burst` at once.
package struct Pace: Hashable, Sendable {
  package var perSecond: Double
  package var burst: Int

  package init(perSecond: Double, burst: Int) {
    precondition(perSecond > 0 && burst >= 1, "a pace that lets nothing through")
    self.perSecond = perSecond
    self.burst = burst
  }
}

/// A bucket of `burst` tokens that gets `perSecond` of them back, kept as the one time at which it is full again (the
/// generic cell rate algorithm of ITU-T I.371): nothing to refill, and a clock that stood still does no harm.
struct TokenBucket: Hashable, Sendable {
  private let pace: Pace
  /// In milliseconds of the agent's clock.
  private var fullAt: Double = -.infinity

  init(_ pace: Pace) { self.pace = pace }

  /// How many tokens are there.
  func tokens(at now: Moment) -> Int {
    let missing = ((fullAt - Double(now.milliseconds)) / interval).rounded(.up)
    return missing <= 0 ? pace.burst : max(0, pace.burst - Int(missing))
  }

  /// When a token is there: now or later.
  func availableAt(_ now: Moment) -> Moment {
    let free = fullAt - Double(pace.burst - 1) * interval
    return free <= Double(now.milliseconds) ? now : Moment(milliseconds: Int64(free.rounded(.up)))
  }

  mutating func take(at now: Moment) { fullAt = max(fullAt, Double(now.milliseconds)) + interval }

  /// What was taken was not used.
  mutating func giveBack() { fullAt -= interval }

  /// Milliseconds for one token.
  private var interval: Double { 1000 / pace.perSecond }
}
