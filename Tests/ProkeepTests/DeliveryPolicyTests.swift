import LockerDomain
import Testing

@testable import Prokeep

@Suite struct DeliveryPolicyTests {
  /// Always the longest wait that chance may give, or always none.
  private struct Dice: RandomNumberGenerator {
    var value: UInt64
    func next() -> UInt64 { value }
    static let longest = Dice(value: .max)
    // Not 0: the standard library draws again then, for ever.
    static let none = Dice(value: 1)
  }

  private let one = NoticeID(1)
  private let two = NoticeID(2)
  private let lost = AttemptEnd.neverLeft(Trouble(.connect, "no uplink"))
  private let silent = AttemptEnd.unanswered(Trouble(.timeout, "too long"))
  private let accepted = AttemptEnd.answered(Answer(status: 202, requestID: "r"))

  private func at(_ seconds: Double) -> Moment { Moment(milliseconds: Int64(seconds * 1000)) }

  private func answer(_ status: Int, retryAfter: Duration? = nil) -> AttemptEnd {
    .answered(Answer(status: status, retryAfter: retryAfter, body: "why"))
  }

  private func policy(_ change: (inout DeliveryPolicy.Settings) -> Void = { _ in }) -> DeliveryPolicy {
    var settings = DeliveryPolicy.Settings()
    settings.pace = nil
    change(&settings)
    return DeliveryPolicy(settings)
  }

  @Test func sendsAtOnce() {
    let policy = policy()
    #expect(policy.turn(at: at(0)).passingOver == [])
    #expect(policy.nextSetAside(after: at(0)) == nil)
    #expect(policy.failingSince == nil)
  }

  // MARK: What an end means

  @Test func outcomes() {
    var dice = Dice.none
    func outcome(_ end: AttemptEnd) -> Outcome {
      var policy = policy()
      return policy.attemptEnded(one, end, at: at(0), using: &dice)
    }
    #expect(outcome(accepted) == .accepted(requestID: "r", messageID: nil))
    #expect(outcome(lost) == .neverLeft(reason: "no uplink"))
    #expect(outcome(silent) == .unanswered(reason: "too long"))
    #expect(outcome(.withheld) == .withheld)
    #expect(outcome(answer(503)) == .deferred(reason: "Prokeep answered 503: not now"))
    #expect(outcome(answer(422)) == .refused(reason: "Prokeep answered 422: it refuses this message", body: "why"))
    guard case .refused(let reason, _) = outcome(answer(200)) else {
      Issue.record("200 is not documented")
      return
    }
    #expect(reason.contains("may have gone out"))
    guard case .deferred(let reason) = outcome(answer(401)) else {
      Issue.record("a refused pair burns no notice")
      return
    }
    #expect(reason.contains("credentials"))
  }

  // MARK: The line

  @Test func linesWaitDoublesToItsCap() {
    var policy = policy()
    var dice = Dice.longest
    var now = at(0)
    for wait in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
      _ = policy.attemptEnded(one, lost, at: now, using: &dice)
      #expect(policy.turn(at: now) == .wait(until: now + .seconds(wait), .backOff))
      now = now + .seconds(wait)
      // What could not leave is not set aside: the oldest probes.
      #expect(policy.turn(at: now).passingOver == [])
    }
    #expect(policy.failingSince == at(0))
  }

  @Test func jitterIsFull() {
    var policy = policy()
    var dice = Dice.none
    for _ in 0..<20 { _ = policy.attemptEnded(one, lost, at: at(0), using: &dice) }
    #expect(policy.turn(at: at(0)).passingOver == [])
  }

  @Test func acceptanceBringsTheLineBack() {
    var policy = policy()
    var dice = Dice.longest
    for _ in 0..<5 { _ = policy.attemptEnded(one, lost, at: at(0), using: &dice) }
    _ = policy.attemptEnded(one, accepted, at: at(20), using: &dice)
    #expect(policy.turn(at: at(20)).passingOver == [])
    #expect(policy.failingSince == nil)
    _ = policy.attemptEnded(one, lost, at: at(21), using: &dice)
    #expect(policy.turn(at: at(21)) == .wait(until: at(22), .backOff))
  }

  @Test func refusedMessageShowsThatTheLineWorks() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, lost, at: at(0), using: &dice)
    _ = policy.attemptEnded(one, answer(422), at: at(1), using: &dice)
    #expect(policy.failingSince == nil)
  }

  // MARK: Notices that fail

  @Test func poisonNoticeBlocksNobody() {
    var policy = policy()
    var dice = Dice.longest
    var now = at(0)
    // Each failure of the same notice holds the line a second, however often it fails.
    for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
      _ = policy.attemptEnded(one, answer(500), at: now, using: &dice)
      #expect(policy.turn(at: now) == .wait(until: now + .seconds(1), .backOff))
      let probe = now + .seconds(1)
      if wait > 1 {
        #expect(policy.turn(at: probe).passingOver == [one])
        #expect(policy.nextSetAside(after: probe) == now + .seconds(wait))
        _ = policy.attemptEnded(two, accepted, at: probe, using: &dice)
        #expect(policy.turn(at: probe).passingOver == [one])
      }
      now = now + .seconds(wait)
      #expect(policy.turn(at: now).passingOver == [])
    }
  }

  @Test func differentNoticesThatFailMakeTheLineWaitLonger() {
    var policy = policy()
    var dice = Dice.longest
    var now = at(0)
    for (id, wait) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60)] {
      _ = policy.attemptEnded(NoticeID(Int64(id)), answer(503), at: now, using: &dice)
      #expect(policy.turn(at: now) == .wait(until: now + .seconds(wait), .backOff))
      now = now + .seconds(wait)
    }
  }

  @Test func unansweredNoticeIsSetAsideToo() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, silent, at: at(0), using: &dice)
    _ = policy.attemptEnded(one, silent, at: at(1), using: &dice)
    #expect(policy.turn(at: at(2)).passingOver == [one])
    #expect(policy.turn(at: at(3)).passingOver == [])
  }

  @Test func withheldNoticeIsPassedOverAMoment() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, .withheld, at: at(0), using: &dice)
    #expect(policy.turn(at: at(0)).passingOver == [one])
    #expect(policy.nextSetAside(after: at(0)) == at(1))
    #expect(policy.turn(at: at(1)).passingOver == [])
    #expect(policy.failingSince == nil)
  }

  @Test func forgottenNoticesDoNotPileUp() {
    var policy = policy()
    var dice = Dice.none
    _ = policy.attemptEnded(one, silent, at: at(0), using: &dice)
    _ = policy.attemptEnded(two, silent, at: at(4000), using: &dice)
    dice = .longest
    // The first one's count began anew.
    _ = policy.attemptEnded(one, silent, at: at(4000), using: &dice)
    #expect(policy.nextSetAside(after: at(4000.5)) == at(4001))
  }

  // MARK: Retry-After

  @Test(arguments: [429, 503])
  func retryAfterIsAFloor(_ status: Int) {
    var policy = policy()
    var dice = Dice.none
    _ = policy.attemptEnded(one, answer(status, retryAfter: .seconds(90)), at: at(0), using: &dice)
    #expect(policy.turn(at: at(0)) == .wait(until: at(90), .backOff))
    // Others probe the line: a notice that is told to wait each time would be its probe for ever.
    #expect(policy.turn(at: at(90)).passingOver == [one])
    #expect(policy.turn(at: at(91)).passingOver == [])
  }

  @Test func shortRetryAfterDoesNotShortenTheWait() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, answer(503, retryAfter: .zero), at: at(0), using: &dice)
    #expect(policy.turn(at: at(0)) == .wait(until: at(1), .backOff))
  }

  @Test func absurdRetryAfterIsBounded() {
    var policy = policy()
    var dice = Dice.none
    _ = policy.attemptEnded(one, answer(503, retryAfter: .seconds(1_000_000)), at: at(0), using: &dice)
    #expect(policy.turn(at: at(0)) == .wait(until: at(3600), .backOff))
  }

  // MARK: The pair

  @Test(arguments: [401, 403])
  func refusedPairStopsTheQueue(_ status: Int) {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, answer(status), at: at(0), using: &dice)
    #expect(policy.isStopped)
    #expect(policy.turn(at: at(1)) == .wait(until: at(300), .pair))
    #expect(policy.turn(at: at(300)).passingOver == [])
    _ = policy.attemptEnded(one, answer(status), at: at(300), using: &dice)
    #expect(policy.turn(at: at(301)) == .wait(until: at(600), .pair))
    #expect(policy.failingSince == at(0))
    // A probe that can't connect proves nothing, and is made up for soon.
    _ = policy.attemptEnded(one, lost, at: at(600), using: &dice)
    #expect(policy.isStopped)
    #expect(policy.turn(at: at(600)) == .wait(until: at(601), .pair))
    _ = policy.attemptEnded(one, accepted, at: at(660), using: &dice)
    #expect(!policy.isStopped)
    #expect(policy.turn(at: at(660)).passingOver == [])
  }

  @Test func changedPairIsTriedAtOnce() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, answer(401), at: at(0), using: &dice)
    policy.retryNow(at: at(5))
    #expect(policy.isStopped)
    #expect(policy.turn(at: at(5)).passingOver == [])
  }

  @Test func missingPairStopsUntilThereIsOne() {
    var policy = policy()
    var dice = Dice.longest
    policy.pairMissing(at: at(0))
    #expect(policy.turn(at: at(1)) == .wait(until: at(300), .pair))
    policy.pairFound()
    #expect(policy.turn(at: at(1)).passingOver == [])
    // But reading a refused pair once more doesn't make it good.
    _ = policy.attemptEnded(one, answer(401), at: at(2), using: &dice)
    policy.pairFound()
    #expect(policy.isStopped)
  }

  @Test func probeUnderWayCountsAfterAnImpatientPerson() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, answer(401), at: at(0), using: &dice)
    policy.retryNow(at: at(5))
    policy.attemptStarted(one, at: at(5))
    policy.retryNow(at: at(6))
    _ = policy.attemptEnded(one, accepted, at: at(7), using: &dice)
    #expect(!policy.isStopped)
  }

  @Test func textThatGotThroughByAnotherWayEndsAStop() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, answer(401), at: at(0), using: &dice)
    policy.lineProven(at: at(5))
    #expect(!policy.isStopped)
    #expect(policy.turn(at: at(5)).passingOver == [])
  }

  @Test func replacedPairIsNoStop() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, answer(401), at: at(0), using: &dice)
    policy.pairReplaced()
    #expect(!policy.isStopped)
    #expect(policy.turn(at: at(0)).passingOver == [])
  }

  @Test func retryNowEndsEveryWait() {
    var policy = policy()
    var dice = Dice.longest
    for _ in 0..<9 { _ = policy.attemptEnded(one, silent, at: at(0), using: &dice) }
    policy.retryNow(at: at(1))
    #expect(policy.turn(at: at(1)).passingOver == [])
  }

  // MARK: Pace and splay

  @Test func paceHoldsTheBacklogBack() {
    var policy = policy { $0.pace = Pace(perSecond: 1, burst: 2) }
    var dice = Dice.none
    for _ in 0..<2 {
      #expect(policy.turn(at: at(0)).passingOver == [])
      policy.attemptStarted(one, at: at(0))
      _ = policy.attemptEnded(one, accepted, at: at(0), using: &dice)
    }
    #expect(policy.turn(at: at(0)) == .wait(until: at(1), .pace))
    #expect(policy.turn(at: at(1)).passingOver == [])
  }

  @Test func splayOnlyAfterALongOutage() {
    var dice = Dice.longest
    func turnAfter(_ outage: Double) -> DeliveryPolicy.Turn {
      var policy = policy()
      _ = policy.attemptEnded(one, lost, at: at(0), using: &dice)
      _ = policy.attemptEnded(one, accepted, at: at(outage), using: &dice)
      return policy.turn(at: at(outage))
    }
    #expect(turnAfter(600).passingOver == [])
    #expect(turnAfter(601) == .wait(until: at(631), .pace))
  }

  // MARK: Several at once

  private func up(_ change: (inout DeliveryPolicy.Settings) -> Void = { _ in }) -> DeliveryPolicy {
    var policy = policy(change)
    var dice = Dice.none
    policy.attemptStarted(one, at: at(0))
    _ = policy.attemptEnded(one, accepted, at: at(0), using: &dice)
    return policy
  }

  private func began(_ ids: ClosedRange<Int64>, in policy: inout DeliveryPolicy, at now: Moment) {
    for id in ids { policy.attemptStarted(NoticeID(id), at: now) }
  }

  @Test func oneUntilTheLineIsKnownToWork() {
    var policy = policy()
    var dice = Dice.longest
    #expect(policy.turn(at: at(0)).limit == 1)
    policy.attemptStarted(one, at: at(0))
    #expect(policy.turn(at: at(0)) == .full)
    _ = policy.attemptEnded(one, accepted, at: at(0), using: &dice)
    #expect(policy.turn(at: at(0)).limit == 16)
    began(2...16, in: &policy, at: at(0))
    #expect(policy.turn(at: at(0)).limit == 1)
    began(17...17, in: &policy, at: at(0))
    #expect(policy.turn(at: at(0)) == .full)
  }

  @Test func sixteenThatFailTogetherAreOneFailure() {
    var policy = up()
    var dice = Dice.longest
    began(1...16, in: &policy, at: at(0))
    for id in 1...16 { _ = policy.attemptEnded(NoticeID(Int64(id)), lost, at: at(1), using: &dice) }
    #expect(policy.turn(at: at(1)) == .wait(until: at(2), .backOff))
    #expect(policy.turn(at: at(2)).limit == 1)
    began(1...1, in: &policy, at: at(2))
    #expect(policy.turn(at: at(2)) == .full)
    _ = policy.attemptEnded(one, lost, at: at(3), using: &dice)
    #expect(policy.turn(at: at(3)) == .wait(until: at(5), .backOff))
  }

  @Test func anOldAttemptIsNoProbe() {
    var policy = up()
    var dice = Dice.longest
    began(1...3, in: &policy, at: at(0))
    _ = policy.attemptEnded(one, answer(503), at: at(1), using: &dice)
    _ = policy.attemptEnded(two, accepted, at: at(1), using: &dice)
    #expect(policy.turn(at: at(1)) == .wait(until: at(2), .backOff))
    // The probe waits for none of them, and they don't take back what it has shown.
    began(4...4, in: &policy, at: at(2))
    _ = policy.attemptEnded(NoticeID(4), accepted, at: at(2), using: &dice)
    _ = policy.attemptEnded(NoticeID(3), silent, at: at(3), using: &dice)
    #expect(policy.turn(at: at(3)).limit == 16)
    #expect(policy.turn(at: at(3)).passingOver == [NoticeID(3)])
  }

  @Test func longestRetryAfterOfABatchCounts() {
    var policy = up()
    var dice = Dice.none
    began(1...3, in: &policy, at: at(0))
    _ = policy.attemptEnded(one, answer(429, retryAfter: .seconds(30)), at: at(1), using: &dice)
    _ = policy.attemptEnded(two, answer(429, retryAfter: .seconds(90)), at: at(1), using: &dice)
    _ = policy.attemptEnded(NoticeID(3), answer(429, retryAfter: .seconds(60)), at: at(1), using: &dice)
    #expect(policy.turn(at: at(1)) == .wait(until: at(91), .backOff))
  }

  @Test func refusalsOfTheOldPairSayNothingOfTheNewOne() {
    var policy = up()
    var dice = Dice.longest
    began(1...3, in: &policy, at: at(0))
    _ = policy.attemptEnded(one, answer(401), at: at(1), using: &dice)
    #expect(policy.isStopped)
    policy.retryNow(at: at(1))
    _ = policy.attemptEnded(two, answer(401), at: at(1), using: &dice)
    #expect(policy.turn(at: at(1)).limit == 1)
    began(4...4, in: &policy, at: at(1))
    _ = policy.attemptEnded(NoticeID(4), accepted, at: at(1), using: &dice)
    _ = policy.attemptEnded(NoticeID(3), answer(401), at: at(2), using: &dice)
    #expect(!policy.isStopped)
    // The same when the pair was changed before anybody refused the old one.
    began(5...5, in: &policy, at: at(3))
    policy.retryNow(at: at(3))
    _ = policy.attemptEnded(NoticeID(5), answer(401), at: at(3), using: &dice)
    #expect(!policy.isStopped)
  }

  @Test func aProbeUnderWayGoesOnProbingWhenAPersonAsks() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(one, lost, at: at(0), using: &dice)
    began(1...1, in: &policy, at: at(1))
    policy.retryNow(at: at(2))
    #expect(policy.turn(at: at(2)) == .full)
    _ = policy.attemptEnded(one, accepted, at: at(3), using: &dice)
    #expect(policy.failingSince == nil)
  }

  @Test func aPoisonNoticeDoesNotHoldUpTheProbesOfAStoppedLine() {
    var policy = policy()
    var dice = Dice.longest
    _ = policy.attemptEnded(two, answer(401), at: at(0), using: &dice)
    _ = policy.attemptEnded(one, answer(500), at: at(300), using: &dice)
    #expect(policy.isStopped)
    #expect(policy.turn(at: at(300)) == .wait(until: at(301), .pair))
    _ = policy.attemptEnded(one, answer(500), at: at(301), using: &dice)
    #expect(policy.turn(at: at(302)).passingOver == [one])
    _ = policy.attemptEnded(two, accepted, at: at(302), using: &dice)
    #expect(!policy.isStopped)
  }

  @Test func theBurstBoundsTheBatch() {
    var policy = up { $0.pace = Pace(perSecond: 1, burst: 5) }
    #expect(policy.turn(at: at(0)).limit == 4)
    began(2...4, in: &policy, at: at(0))
    #expect(policy.turn(at: at(0)).limit == 1)
    began(5...5, in: &policy, at: at(0))
    #expect(policy.turn(at: at(0)) == .wait(until: at(1), .pace))
    #expect(policy.turn(at: at(2)).limit == 2)
    #expect(policy.turn(at: at(100)).limit == 5)
  }
}

extension DeliveryPolicy.Turn {
  /// What is passed over when something may be sent; nil when nothing may.
  var passingOver: Set<NoticeID>? {
    if case .send(_, let passingOver) = self { passingOver } else { nil }
  }

  var limit: Int {
    if case .send(let limit, _) = self { limit } else { 0 }
  }
}
