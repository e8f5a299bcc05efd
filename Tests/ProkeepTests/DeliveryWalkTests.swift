import LockerDomain
import TestSupport
import Testing

@testable import Prokeep

/// Whole deliveries of a backlog to a Prokeep that answers at random; the policy alone, hours in a moment.
@Suite struct DeliveryWalkTests {
  private struct UnderWay {
    let id: NoticeID
    let begunAt: Moment
    let endsAt: Moment
    let end: AttemptEnd
  }

  /// What Prokeep does with one attempt: mostly what it should.
  private static func end(of id: NoticeID, using generator: inout SeededGenerator) -> AttemptEnd {
    // One that it can't digest, whatever it does with the others.
    if id == NoticeID(3) { return .answered(Answer(status: 500)) }
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<80: return .answered(Answer(status: 202))
    case 80..<85: return .answered(Answer(status: 503))
    case 85..<88:
      return .answered(Answer(status: 429, retryAfter: .seconds(Int.random(in: 0..<120, using: &generator))))
    case 88..<92: return .unanswered(Trouble(.timeout, "silence"))
    case 92..<96: return .neverLeft(Trouble(.connect, "no uplink"))
    case 96..<97: return .answered(Answer(status: 422))
    case 97..<98: return .answered(Answer(status: 401))
    default: return .withheld
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func everythingButThePoisonEnds(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var settings = DeliveryPolicy.Settings()
    settings.pace = seed.isMultiple(of: 2) ? nil : Pace(perSecond: 20, burst: 5)
    var policy = DeliveryPolicy(settings)
    var waiting = (1...200).map { NoticeID($0) }
    var underWay: [UnderWay] = []
    var now = Moment(milliseconds: 0)
    var restUntil = Moment(milliseconds: .min)
    var restSaidAt = Moment(milliseconds: .min)
    var begun: [Moment] = []
    var attempts: [NoticeID: Int] = [:]

    while waiting != [NoticeID(3)] || !underWay.isEmpty {
      try #require(now < Moment(milliseconds: 48 * 3_600_000), "still waiting: \(waiting)")
      switch policy.turn(at: now) {
      case .send(let limit, let passingOver):
        try #require(limit >= 1 && underWay.count + limit <= settings.atOnce + 1)
        // Retry-After is a floor for everybody that begins after it was said.
        try #require(now >= restUntil, "sent \(restUntil - now) early")
        if policy.failingSince != nil { try #require(limit == 1, "a line that fails is probed by one") }
        let ids = waiting.filter { id in !passingOver.contains(id) && !underWay.contains { $0.id == id } }.prefix(limit)
        for id in ids {
          let takes = Duration.milliseconds(Int.random(in: 1..<2000, using: &generator))
          underWay.append(
            UnderWay(id: id, begunAt: now, endsAt: now + takes, end: Self.end(of: id, using: &generator)))
          policy.attemptStarted(id, at: now)
          begun.append(now)
          attempts[id, default: 0] += 1
        }
        // Nothing to send: until one ends, or has waited for long enough.
        if ids.isEmpty { now = try #require(next(policy, underWay, now)) }
      case .wait(let until, _):
        try #require(until > now)
        try #require(until - now <= .seconds(3600))
        now = min(until, underWay.map(\.endsAt).min() ?? until)
      case .full: now = max(now, try #require(underWay.map(\.endsAt).min()))
      }
      for ended in underWay.filter({ $0.endsAt <= now }) {
        underWay.removeAll { $0.id == ended.id }
        let outcome = policy.attemptEnded(ended.id, ended.end, at: now, using: &generator)
        if case .answered(let answer) = ended.end, let rest = answer.retryAfter {
          restUntil = max(restUntil, now + rest)
          restSaidAt = now
        }
        switch outcome {
        // Only these end it; whatever else happens, it is tried again.
        case .accepted, .refused: waiting.removeAll { $0 == ended.id }
        case .neverLeft, .deferred, .unanswered, .withheld: break
        }
      }
    }
    #expect(restSaidAt > Moment(milliseconds: 0), "a walk without Retry-After proves little")
    let poison = attempts[NoticeID(3)] ?? 0
    #expect(poison > 1, "it is not given up")
    if let pace = settings.pace {
      // In no second more than the burst and what came in meanwhile.
      for (index, start) in begun.enumerated() {
        let inASecond = begun[index...].prefix { $0 - start < .seconds(1) }.count
        try #require(Double(inASecond) <= Double(pace.burst) + pace.perSecond + 1)
      }
    }
  }

  private func next(_ policy: DeliveryPolicy, _ underWay: [UnderWay], _ now: Moment) -> Moment? {
    let times = underWay.map(\.endsAt) + [policy.nextSetAside(after: now)].compactMap(\.self)
    return times.min().map { max($0, now) }
  }

  @Test("a backlog of two thousand and no uplink for a day: one attempt at a time, a minute apart at most")
  func backlogBacksOffOnce() {
    var generator = SeededGenerator(seed: 7)
    var policy = DeliveryPolicy(DeliveryPolicy.Settings())
    var now = Moment(milliseconds: 0)
    var attempts = 0
    while now < Moment(milliseconds: 86_400_000) {
      switch policy.turn(at: now) {
      case .send(let limit, let passingOver):
        #expect(limit == 1)
        #expect(passingOver.isEmpty, "what never left waits for nothing of its own")
        policy.attemptStarted(NoticeID(1), at: now)
        _ = policy.attemptEnded(NoticeID(1), .neverLeft(Trouble(.dns, "no name")), at: now, using: &generator)
        attempts += 1
      case .wait(let until, _):
        #expect(until - now <= .seconds(60))
        now = until
      case .full:
        Issue.record("nothing is under way")
        return
      }
    }
    // Full jitter waits half of the cap on average.
    #expect((2400...3400).contains(attempts), "\(attempts)")
  }
}
