package import LockerDomain

/// When attempts may begin, and what the end of one means. A pure value: time and chance come in.
///
/// Two things wait after a failure. The **line** to Prokeep waits as a whole, so that a backlog of 2 000 backs off once and
/// not 2 000 times; when its time is over, one attempt probes. And the **notice** that got a retryable answer, or none,
/// is set aside for a time of its own while others go first, so that a notice which Prokeep can't digest blocks nobody.
/// The line's wait grows with each attempt that can't connect and with each further notice that fails; one notice that
/// fails again and again doesn't make it grow.
///
/// Several attempts are under way at once only while the line is known to be up. When it goes down, the others that were on
/// their way then tell nothing new: sixteen that end alike are one failure, and an answer to an old one is no probe.
package struct DeliveryPolicy: Sendable {
  package struct Settings: Hashable, Sendable {
    package var statuses: StatusClasses = WireProfile.prokeep.statuses
    /// The longest wait after a failure; the first is up to `retryBase`, each further one up to twice as long.
    package var retryCap: Duration = .seconds(60)
    package var retryBase: Duration = .seconds(1)
    /// Nil: as fast as Prokeep answers.
    package var pace: Pace? = Pace(perSecond: 1, burst: 5)
    /// After an outage longer than `splayAfter` the backlog starts somewhere within this time, so that a region of banks
    /// doesn't come back in one second.
    package var splay: Duration = .seconds(30)
    package var splayAfter: Duration = .seconds(600)
    /// How often a refused pair is tried again.
    package var pairProbe: Duration = .seconds(300)
    /// No `Retry-After` holds the line longer.
    package var longestRetryAfter: Duration = .seconds(3600)
    /// How many attempts may be under way while the line is up. More would only wait in the board's own processor.
    package var atOnce = 16

    package init() {}
  }

  /// What the sender does now.
  package enum Turn: Hashable, Sendable {
    /// So many of the oldest notices that are none of these.
    case send(atMost: Int, passingOver: Set<NoticeID>)
    case wait(until: Moment, Wait)
    /// Until an attempt under way has ended.
    case full
  }

  package enum Wait: Hashable, Sendable {
    /// For the pace, or the splay after an outage.
    case pace
    /// After a failure.
    case backOff
    /// For a pair that works.
    case pair
  }

  private enum Line: Hashable {
    /// Nothing is known of it yet.
    case untried
    case up
    /// `failures` raises the wait; no attempt before `probe`.
    case down(failures: Int, since: Moment, probe: Moment)
    /// `failures`: probes since the last refusal that showed nothing of the pair.
    case stopped(StopCause, failures: Int, since: Moment, probe: Moment)
  }

  private enum StopCause: Hashable { case pairMissing, pairRefused }

  private struct SetAside: Hashable {
    var failures: Int
    var until: Moment
  }

  private let settings: Settings
  private var line = Line.untried
  /// Counts what happened to the line: an attempt that began in an earlier epoch says nothing of it any more.
  private var epoch = 0
  /// The attempts under way, with the epoch in which they began.
  private var underWay: [NoticeID: Int] = [:]
  private var bucket: TokenBucket?
  private var setAside: [NoticeID: SetAside] = [:]
  private var splayedUntil: Moment?

  /// A notice that is not offered again (withdrawn, expired, held) is forgotten after this time.
  private static let forgetAfter = Duration.seconds(3600)
  private static let withheldWait = Duration.seconds(1)

  package init(_ settings: Settings) {
    self.settings = settings
    bucket = settings.pace.map(TokenBucket.init)
  }

  // MARK: What to do

  package func turn(at now: Moment) -> Turn {
    switch line {
    case .untried, .up: break
    case .down(_, _, let probe) where probe > now: return .wait(until: probe, .backOff)
    case .stopped(_, _, _, let probe) where probe > now: return .wait(until: probe, .pair)
    case .down, .stopped: break
    }
    let room = line == .up ? settings.atOnce - underWay.count : underWay.values.contains(epoch) ? 0 : 1
    guard room > 0 else { return .full }
    let free = max(splayedUntil ?? now, bucket?.availableAt(now) ?? now)
    if free > now { return .wait(until: free, .pace) }
    return .send(
      atMost: min(room, bucket.map { max(1, $0.tokens(at: now)) } ?? room),
      passingOver: Set(setAside.filter { $0.value.until > now }.keys))
  }

  /// When the next notice that was set aside has its turn, if nothing else is to send.
  package func nextSetAside(after now: Moment) -> Moment? {
    setAside.values.lazy.map(\.until).filter { $0 > now }.min()
  }

  /// When the line went down or was stopped.
  package var failingSince: Moment? {
    switch line {
    case .untried, .up: nil
    case .down(_, let since, _), .stopped(_, _, let since, _): since
    }
  }

  package var isStopped: Bool {
    switch line {
    case .untried, .up, .down: false
    case .stopped: true
    }
  }

  // MARK: What happened

  package mutating func attemptStarted(_ id: NoticeID, at now: Moment) {
    underWay[id] = epoch
    bucket?.take(at: now)
  }

  /// There is no usable pair.
  package mutating func pairMissing(at now: Moment) { stop(.pairMissing, at: now) }

  /// A pair could be read. Ends a stop for want of one; whether it is the right one only an answer shows.
  package mutating func pairFound() {
    if case .stopped(.pairMissing, _, _, _) = line { become(.untried) }
  }

  /// The pair that was just refused had been replaced before: that is no stop yet.
  package mutating func pairReplaced() {
    if case .stopped(.pairRefused, _, _, _) = line { become(.untried) }
  }

  /// The pair changed, or a person asked: everything that waits after a failure may be tried at once.
  package mutating func retryNow(at now: Moment) {
    switch line {
    // What is under way was sent with the pair of before: from now on it tells nothing.
    case .untried, .up: become(.untried)
    // Not so a probe under way: what it shows is as good as ever.
    case .down(let failures, let since, _): line = .down(failures: failures, since: since, probe: now)
    case .stopped(let cause, let failures, let since, _):
      line = .stopped(cause, failures: failures, since: since, probe: now)
    }
    splayedUntil = nil
    for id in setAside.keys { setAside[id]?.until = now }
  }

  /// A text has got through by another way, with the same pair.
  package mutating func lineProven(at now: Moment) {
    retryNow(at: now)
    become(.untried)
  }

  /// What kept the line down is gone, most likely. Notices that were set aside keep their time, and so does a stop.
  package mutating func probeNow(at now: Moment) {
    if case .down(let failures, let since, _) = line { line = .down(failures: failures, since: since, probe: now) }
  }

  package mutating func attemptEnded(
    _ id: NoticeID, _ end: AttemptEnd, at now: Moment, using chance: inout some RandomNumberGenerator
  ) -> Outcome {
    let isNews = underWay.removeValue(forKey: id).map { $0 == epoch } ?? true
    switch end {
    case .withheld:
      bucket?.giveBack()
      setAside[id] = SetAside(failures: setAside[id]?.failures ?? 0, until: now + Self.withheldWait)
      return .withheld
    case .neverLeft(let trouble):
      if isNews { lineFailed(at: now, grows: true, atLeast: .zero, using: &chance) }
      return .neverLeft(reason: trouble.sentence)
    case .unanswered(let trouble):
      noticeFailed(id, isNews: isNews, at: now, atLeast: .zero, using: &chance)
      return .unanswered(reason: trouble.sentence)
    case .answered(let answer): return answered(id, answer, isNews: isNews, at: now, using: &chance)
    }
  }

  private mutating func answered(
    _ id: NoticeID, _ answer: Answer, isNews: Bool, at now: Moment, using chance: inout some RandomNumberGenerator
  ) -> Outcome {
    let meaning = settings.statuses.meaning(of: answer.status)
    let sentence = answer.sentence(meaning)
    switch meaning {
    case .accepted:
      if isNews { lineWorks(at: now, using: &chance) }
      setAside[id] = nil
      return .accepted(requestID: answer.requestID, messageID: answer.messageID)
    case .refused:
      if isNews { lineWorks(at: now, using: &chance) }
      setAside[id] = nil
      return .refused(reason: sentence, body: answer.body)
    case .retry:
      let floor = min(answer.retryAfter ?? .zero, settings.longestRetryAfter)
      noticeFailed(id, isNews: isNews, at: now, atLeast: floor, using: &chance)
      return .deferred(reason: sentence)
    case .pairRefused:
      // An old one was perhaps sent with another pair than the one that is used now.
      if isNews { stop(.pairRefused, at: now) }
      return .deferred(reason: sentence)
    }
  }

  // MARK: The line and the notices

  /// What is under way tells nothing of the line any more.
  private mutating func become(_ line: Line) {
    self.line = line
    epoch += 1
  }

  private mutating func lineWorks(at now: Moment, using chance: inout some RandomNumberGenerator) {
    guard line != .up else { return }
    if case .down(_, let since, _) = line, now - since > settings.splayAfter {
      splayedUntil = now + .milliseconds(Int64.random(in: 0...settings.splay.inMilliseconds, using: &chance))
    }
    become(.up)
  }

  /// There was no connection, or a notice has failed: perhaps it is only this one. A stopped line stays so: only an answer
  /// that shows the pair works starts it again. But no answer says nothing against the pair, which may be a new one: it is
  /// tried again as soon as a line that is down would be.
  ///
  /// - Parameter grows: false when it is a notice that has failed before.
  private mutating func lineFailed(
    at now: Moment, grows: Bool, atLeast floor: Duration, using chance: inout some RandomNumberGenerator
  ) {
    switch line {
    case .untried, .up: lineWaits(failures: 1, since: now, at: now, atLeast: floor, using: &chance)
    case .down(let failures, let since, _):
      lineWaits(failures: grows ? failures + 1 : failures, since: since, at: now, atLeast: floor, using: &chance)
    case .stopped(let cause, let failures, let since, _):
      let failures = grows ? failures + 1 : max(1, failures)
      become(
        .stopped(
          cause, failures: failures, since: since, probe: now + max(floor, backOff(failures, using: &chance))))
    }
  }

  private mutating func lineWaits(
    failures: Int, since: Moment, at now: Moment, atLeast floor: Duration,
    using chance: inout some RandomNumberGenerator
  ) {
    become(.down(failures: failures, since: since, probe: now + max(floor, backOff(failures, using: &chance))))
  }

  /// An attempt of before asks for peace: whatever the line does, it does it no earlier.
  private mutating func lineRests(until rest: Moment, at now: Moment) {
    switch line {
    case .untried, .up: become(.down(failures: 1, since: now, probe: rest))
    case .down(let failures, let since, let probe):
      become(.down(failures: failures, since: since, probe: max(probe, rest)))
    case .stopped(let cause, let failures, let since, let probe):
      become(.stopped(cause, failures: failures, since: since, probe: max(probe, rest)))
    }
  }

  private mutating func noticeFailed(
    _ id: NoticeID, isNews: Bool, at now: Moment, atLeast floor: Duration,
    using chance: inout some RandomNumberGenerator
  ) {
    let failures = setAside[id]?.failures ?? 0
    if isNews {
      lineFailed(at: now, grows: failures == 0, atLeast: floor, using: &chance)
    } else if floor > .zero {
      lineRests(until: now + floor, at: now)
    }
    setAside = setAside.filter { now - $0.value.until < Self.forgetAfter }
    // Later than the line's next probe, which would be this one again and again, and never one that may get through.
    let wait = floor + max(.milliseconds(1), backOff(failures + 1, using: &chance))
    setAside[id] = SetAside(failures: failures + 1, until: now + wait)
  }

  private mutating func stop(_ cause: StopCause, at now: Moment) {
    become(
      .stopped(
        cause, failures: 0, since: isStopped ? failingSince ?? now : now, probe: now + settings.pairProbe))
  }

  /// Full jitter: anything from zero to the bound that doubles with each failure.
  private func backOff(_ failures: Int, using chance: inout some RandomNumberGenerator) -> Duration {
    let cap = settings.retryCap.inMilliseconds
    let bound = min(cap, settings.retryBase.inMilliseconds << min(Int64(failures - 1), 20))
    return .milliseconds(Int64.random(in: 0...max(0, bound), using: &chance))
  }
}
