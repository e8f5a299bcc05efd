import LockerDomain
import TestSupport
import Testing

/// Thousands of random events; what must hold after each of them is in `Invariants`.
@Suite struct RandomWalkTests {
  @Test(arguments: [1, 2, 3, 13] as [UInt64], [Duration.zero, .seconds(10)])
  func everyInvariantHolds(seed: UInt64, hold: Duration) throws {
    var generator = SeededGenerator(seed: seed)
    let scene = Scene(RandomEvent.compartments) { rules in
      rules.hold = hold
      rules.readyLifetime = .seconds(40 * 3600)
      rules.announcedLifetime = .seconds(3 * 3600)
    }
    var invariants = Invariants()
    var inFlight: Set<NoticeID> = []
    for step in 0..<2500 {
      scene.skip(Self.pause(using: &generator))
      let event: RandomEvent?
      if Int.random(in: 0..<60, using: &generator) == 0 {
        event = nil
        inFlight = []
        scene.restart()
      } else {
        let drawn = RandomEvent.draw(for: scene.bank, inFlight: inFlight, using: &generator)
        event = drawn
        scene.happen(drawn)
        for case .settle(let id, .sending, _) in scene.work.notices { inFlight.insert(id) }
        if case .ends(let id, _) = drawn { inFlight.remove(id) }
      }
      let broken = invariants.broken(in: scene, after: event)
      try #require(broken.isEmpty, "seed \(seed), hold \(hold), step \(step), \(String(describing: event))")
    }
    // A walk that never gets anywhere proves nothing.
    #expect(scene.count(.noticeAccepted) > 4)
    #expect(scene.count(.orderCollected) > 10)
    #expect(scene.count(.noticeUnanswered) > 1)
    #expect(scene.count(.pickupUnsure) > 0)
    #expect(scene.count(.scanRefused) > 2)
    #expect(scene.count(.orderAnnounced) > 2)
  }

  @Test("a step given back has not happened: the bank is as it was and answers alike", arguments: [5, 6] as [UInt64])
  func revert(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let scene = Scene(RandomEvent.compartments)
    var inFlight: Set<NoticeID> = []
    for step in 0..<1500 {
      scene.skip(Self.pause(using: &generator))
      let event = RandomEvent.draw(for: scene.bank, inFlight: inFlight, using: &generator)
      var trial = scene.bank
      if let first = event.happen(to: &trial, with: scene.store, at: scene.now) {
        trial.revert(first)
        let context: Comment = "seed \(seed), step \(step), \(String(describing: event))"
        try #require(trial.orders == scene.bank.orders, context)
        try #require(trial.compartments == scene.bank.compartments, context)
        try #require(trial.rules == scene.bank.rules, context)
        try #require(trial.unsettledNotices == scene.bank.unsettledNotices, context)
        try #require(trial.nextToSend() == scene.bank.nextToSend(), context)
        // A bank that has just counted anew knows its next deadline exactly; a running one may be early, never late.
        if let exact = trial.nextDeadline { try #require(scene.bank.nextDeadline.map { $0 <= exact } == true, context) }
        let second = event.happen(to: &trial, with: scene.store, at: scene.now)
        try #require(second?.work == first.work, context)
      }
      scene.happen(event)
      for case .settle(let id, .sending, _) in scene.work.notices { inFlight.insert(id) }
      if case .ends(let id, _) = event { inFlight.remove(id) }
    }
  }

  /// Mostly seconds, now and then more than a rule waits.
  private static func pause(using generator: inout SeededGenerator) -> Duration {
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<70: .milliseconds(Int.random(in: 0..<8_000, using: &generator))
    case 70..<97: .seconds(Int.random(in: 8..<90, using: &generator))
    case 97..<99: .seconds(2_000)
    default: .seconds(50_000)
    }
  }
}
