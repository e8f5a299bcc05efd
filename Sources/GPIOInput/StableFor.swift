import Linux
package import LockerDomain

/// The stable-for debounce of one contact: a level counts once no edge has come for the whole period.
///
/// Every edge starts the period again, also one back to the level that counted before; then nothing is reported. That is
/// what the kernel's own debounce does (`debounce_irq_handler` in drivers/gpio/gpiolib-cdev.c, Linux 6.1), so that it
/// doesn't matter which of the two is at work. Time is compared by the edges' stamps: a thread that comes late to a queue
/// of edges decides as it would have in time.
package struct StableFor: Equatable, Sendable {
  /// A level that counts from now on.
  package struct Change: Hashable, Sendable {
    package var level: GPIOLevel
    /// The last edge before it was stable.
    package var at: BootTime

    package init(level: GPIOLevel, at: BootTime) {
      self.level = level
      self.at = at
    }
  }

  /// The last level seen, until it has been stable.
  private struct Candidate: Equatable {
    var level: GPIOLevel
    var since: BootTime
    var due: BootTime
    /// False once edges may have been lost after it: the silence since then proves nothing.
    var isProven = true
  }

  private let period: Duration
  private var settled: GPIOLevel?
  private var candidate: Candidate?

  /// Begins with the level found, which counts when it is still there after `firstPeriod`.
  ///
  /// - Parameters:
  ///   - period: how long a level must stay. Zero where the kernel debounces: each of its edges counts at once.
  ///   - firstPeriod: the same for the level found; the kernel takes that one unseen.
  package init(period: Duration, firstPeriod: Duration, level: GPIOLevel, at now: BootTime) {
    self.period = period
    candidate = Candidate(level: level, since: now, due: now + firstPeriod)
  }

  /// When to call `reading` if no edge comes before; nil while nothing is undecided.
  package var deadline: BootTime? { candidate?.due }

  /// An edge to `level`. Up to two changes: the silence before the edge may have been long enough for the level before it.
  package mutating func edge(to level: GPIOLevel, at stamp: BootTime) -> [Change] {
    // A level that was read just before its edge was taken from the queue is ahead of that edge.
    let time = max(stamp, candidate?.since ?? stamp)
    let before = settleIfDue(at: time)
    return before + begin(level, at: time)
  }

  /// The level as it is now. Read after edges and from time to time: the last edge may have been lost.
  package mutating func reading(_ level: GPIOLevel, at now: BootTime) -> [Change] {
    guard let candidate else { return level == settled ? [] : begin(level, at: now) }
    guard candidate.level == level, candidate.isProven else { return begin(level, at: now) }
    return settleIfDue(at: now)
  }

  /// Edges were dropped after the last one that `edge` was told.
  package mutating func edgesLost() { candidate?.isProven = false }

  private mutating func begin(_ level: GPIOLevel, at time: BootTime) -> [Change] {
    candidate = Candidate(level: level, since: time, due: time + period)
    return period == .zero ? settleIfDue(at: time) : []
  }

  private mutating func settleIfDue(at now: BootTime) -> [Change] {
    guard let candidate, candidate.isProven, candidate.due <= now else { return [] }
    self.candidate = nil
    guard candidate.level != settled else { return [] }
    settled = candidate.level
    return [Change(level: candidate.level, at: candidate.since)]
  }
}
