import LockerDomain
import TestSupport
import Testing

/// What an attempt whose end nobody saw means, by what the key is worth and by `on_ambiguous`.
@Suite struct KeyLifeTests {
  private static let life = Duration.seconds(3600)

  private func sending(keyLife: Duration?, _ policy: BankRules.OnAmbiguous) throws -> (Scene, NoticeID) {
    let scene = Scene(["A1"]) { rules in
      rules.hold = .zero
      rules.keyLife = keyLife
      rules.onAmbiguous = policy
    }
    try scene.place("X", in: "A1")
    scene.load("A1")
    return (scene, try #require(scene.send()))
  }

  @Test(
    "at the end of the attempt",
    arguments: [
      (life, 3599, BankRules.OnAmbiguous.resend, Notice.State.pending, "still known: no second text"),
      (life, 3599, .hold, .pending, "still known: no second text"),
      (life, 3600, .resend, .pending, "older than keys are known: sent again with it, and it may arrive twice"),
      (life, 3600, .hold, .unsure, "older than keys are known: held until a person decides"),
      (nil, 1, .resend, .pending, "known is unknown: sent again with it, and it may arrive twice"),
      (nil, 1, .hold, .unsure, "known is unknown: held until a person decides"),
    ] as [(Duration?, Int, BankRules.OnAmbiguous, Notice.State, String)])
  func unanswered(
    keyLife: Duration?, seconds: Int, policy: BankRules.OnAmbiguous, state: Notice.State, why: String
  ) throws {
    let (scene, id) = try sending(keyLife: keyLife, policy)
    scene.skip(.seconds(seconds))
    scene.end(id, .unanswered(reason: "reset"))
    #expect(scene.notice("X")?.state == state)
    #expect(scene.store.unanswered == [id])
    #expect(scene.ledger.last?.kind == .noticeUnanswered)
    #expect(scene.ledger.last?.why.hasPrefix("reset; ") == true)
    #expect(scene.ledger.last?.why.hasSuffix(why) == true, "\(scene.ledger.last?.why ?? "")")
  }

  @Test("it outgrows its key's life while it waits to be sent again", arguments: [BankRules.OnAmbiguous.resend, .hold])
  func outgrown(policy: BankRules.OnAmbiguous) throws {
    let (scene, id) = try sending(keyLife: Self.life, policy)
    scene.end(id, .unanswered(reason: "reset"))
    scene.wait(3599)
    #expect(scene.mayLeave)
    scene.wait(1)
    #expect(scene.notice("X")?.state == (policy == .hold ? .unsure : .pending))
    #expect(scene.mayLeave == (policy == .resend))
    #expect(scene.count(.noticeUnanswered) == 2)
    scene.wait(7200)
    #expect(scene.count(.noticeUnanswered) == 2, "said once")
  }

  @Test("at the very moment the timer goes first")
  func leavesNotBeforeTheTimer() throws {
    let (scene, id) = try sending(keyLife: Self.life, .hold)
    scene.end(id, .unanswered(reason: "reset"))
    scene.skip(Self.life)
    #expect(scene.send() == nil)
    scene.wait(0)
    #expect(scene.notice("X")?.state == .unsure)
  }

  @Test("it outgrows its life during the next attempt, which is answered with later")
  func outgrownDuringAnAttempt() throws {
    let (scene, id) = try sending(keyLife: Self.life, .hold)
    scene.end(id, .unanswered(reason: "reset"))
    scene.wait(3590)
    #expect(scene.send() == id)
    scene.wait(20)
    #expect(scene.notice("X")?.state == .sending)
    scene.end(id, .deferred(reason: "503"))
    scene.wait(0)
    #expect(scene.notice("X")?.state == .unsure)
  }

  @Test("it outgrows its life while the agent is off", arguments: [BankRules.OnAmbiguous.resend, .hold])
  func outgrownWhileOff(policy: BankRules.OnAmbiguous) throws {
    let (scene, id) = try sending(keyLife: Self.life, policy)
    scene.end(id, .unanswered(reason: "reset"))
    scene.restart(after: 3600)
    scene.report("A1", .closed)
    #expect(scene.send() == nil, "its timer is due")
    scene.wait(0)
    #expect(scene.notice("X")?.state == (policy == .hold ? .unsure : .pending))
    #expect(scene.mayLeave == (policy == .resend))
  }

  @Test("an attempt under way at a kill is judged by the key's age at the next start")
  func killed() throws {
    let (young, _) = try sending(keyLife: Self.life, .hold)
    young.restart(after: 10)
    #expect(young.notice("X")?.state == .pending)
    let (old, _) = try sending(keyLife: Self.life, .hold)
    old.restart(after: 3600)
    #expect(old.notice("X")?.state == .unsure)
  }

  @Test("a definite no to every attempt makes nothing ambiguous, however old the key is")
  func neverUnanswered() throws {
    let (scene, id) = try sending(keyLife: Self.life, .hold)
    scene.end(id, .deferred(reason: "503"))
    scene.wait(7200)
    #expect(scene.mayLeave)
    #expect(scene.count(.noticeUnanswered) == 0)
  }

  @Test(
    "under hold no text leaves a second time with a key that may be forgotten",
    arguments: [11, 12, 13, 14] as [UInt64], [nil, .seconds(600)] as [Duration?])
  func property(seed: UInt64, keyLife: Duration?) throws {
    var generator = SeededGenerator(seed: seed)
    let scene = Scene(RandomEvent.compartments) { rules in
      rules.hold = .zero
      rules.onAmbiguous = .hold
      rules.keyLife = keyLife
      rules.pickupBeforeText = .send
    }
    var inFlight: Set<NoticeID> = []
    var resent = 0
    for _ in 0..<3000 {
      scene.wait(.milliseconds(Int.random(in: 0..<90_000, using: &generator)))
      if Int.random(in: 0..<80, using: &generator) == 0 {
        inFlight = []
        scene.restart()
        continue
      }
      let event = RandomEvent.draw(for: scene.bank, inFlight: inFlight, using: &generator)
      if case .adopt = event { continue }
      // A person may decide to send it again.
      if case .retryText = event { continue }
      let doubtful = scene.store.unanswered
      scene.happen(event)
      if case .ends(let id, _) = event { inFlight.remove(id) }
      for case .settle(let id, .sending, _) in scene.work.notices {
        inFlight.insert(id)
        guard doubtful.contains(id), let notice = scene.store.notices[id] else { continue }
        resent += 1
        let life = try #require(keyLife, "\(notice.key) left again, and nobody knows its key's life")
        #expect(scene.now < notice.createdAt + life, "\(notice.key) left again")
      }
    }
    #expect((resent > 0) == (keyLife != nil))
    #expect(scene.count(.noticeUnanswered) > 5)
  }
}
