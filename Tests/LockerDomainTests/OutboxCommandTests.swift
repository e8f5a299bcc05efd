import LockerDomain
import Testing

/// What a person may do with one text, by its state and by how far its order has come.
@Suite struct OutboxCommandTests {
  enum Text: CaseIterable { case held, pending, sending, unsure, accepted, withdrawn, expired, dead, suppressed }

  enum Outcome: Equatable {
    /// By the state's word.
    case now(String)
    case refused(Refusal.Code)
  }

  private static let no = Outcome.refused(.conflict)
  private static let later = Outcome.refused(.tryAgain)

  /// Order X is ready in A1, its text as far as that.
  private func scene(_ text: Text, _ adjust: (inout BankRules) -> Void = { _ in }) throws -> (Scene, NoticeID) {
    let scene = Scene { rules in
      rules.hold = text == .held ? .seconds(10) : .zero
      rules.onAmbiguous = .hold
      if text == .suppressed { rules.mode = .dryRun }
      adjust(&rules)
    }
    try scene.place("X", in: "A1")
    scene.load("A1")
    switch text {
    case .held, .pending, .suppressed: break
    case .sending: _ = scene.send()
    case .unsure: scene.attempt(.unanswered(reason: "reset"))
    case .accepted: scene.deliver()
    case .withdrawn:
      scene.wait(61)
      scene.adopt { $0.pickupBeforeText = .withdraw }
      scene.open("A1")
    case .expired: scene.keep(try scene.bank.expireNotice(try id(of: "X", in: scene), of: "X", by: Scene.staff))
    case .dead: scene.attempt(.refused(reason: "422"))
    }
    return (scene, try id(of: "X", in: scene))
  }

  private func id(of number: OrderNumber, in scene: Scene) throws -> NoticeID {
    try #require(scene.notices(number).last?.id)
  }

  private func outcome(_ scene: Scene, _ id: NoticeID, _ event: (inout Bank) throws -> Step) throws -> Outcome {
    let before = scene.store
    do {
      scene.keep(try event(&scene.bank))
      let state = try #require(scene.store.notices[id]?.state)
      return .now(String("\(state)".prefix { $0 != "(" }))
    } catch let refusal as Refusal {
      #expect(scene.store == before, "nothing has changed")
      #expect(refusal.order == "X")
      return .refused(refusal.code)
    }
  }

  private func retry(_ scene: Scene, _ id: NoticeID) throws -> Outcome {
    try outcome(scene, id) { try $0.retryNotice(id, of: "X", at: scene.now, by: Scene.staff) }
  }

  private func expire(_ scene: Scene, _ id: NoticeID) throws -> Outcome {
    try outcome(scene, id) { try $0.expireNotice(id, of: "X", by: Scene.staff) }
  }

  // state, then retry, expire
  @Test(arguments: [
    (Text.held, later, Outcome.now("expired")), (.pending, .now("pending"), .now("expired")),
    (.sending, later, later), (.unsure, .now("pending"), .now("expired")), (.accepted, no, no), (.withdrawn, no, no),
    (.expired, no, no), (.dead, .now("pending"), .now("expired")), (.suppressed, no, no),
  ])
  func ofAReadyOrder(text: Text, retried: Outcome, expired: Outcome) throws {
    let (scene, id) = try scene(text)
    #expect(try retry(scene, id) == retried)
    let (other, otherID) = try self.scene(text)
    #expect(try expire(other, otherID) == expired)
    if expired == .now("expired") {
      #expect(other.ledger.last?.kind == .noticeExpired)
      #expect(other.ledger.last?.source == Scene.staff)
      #expect(!other.mayLeave)
      #expect(other.bank.unsettledNotices == 0)
    }
  }

  @Test(
    "a text taken up again goes out with its old key, in its old place in the queue", arguments: [Text.dead, .unsure])
  func takenUpAgain(text: Text) throws {
    let (scene, id) = try scene(text)
    try scene.place("Y", in: "A2")
    scene.load("A2")
    #expect(scene.bank.nextToSend() != id)
    let key = scene.notice("X")?.key
    #expect(try retry(scene, id) == .now("pending"))
    #expect(scene.count(.noticeRetried) == 1)
    #expect(scene.ledger.last?.source == Scene.staff)
    #expect(scene.bank.nextToSend() == id)
    #expect(scene.deliver() == id)
    #expect(scene.notice("X")?.key == key)
    #expect(scene.notices("X").count == 1)
    #expect(scene.order("X")?.label == "ready")
  }

  @Test("given back, a text taken up again is as dead as it was")
  func reverted() throws {
    let (scene, id) = try scene(.dead)
    let before = scene.bank.orders
    let step = try scene.bank.retryNotice(id, of: "X", at: scene.now, by: Scene.staff)
    #expect(scene.bank.unsettledNotices == 1)
    scene.bank.revert(step)
    #expect(scene.bank.orders == before)
    #expect(scene.bank.unsettledNotices == 0)
  }

  // How far the order has come when its text is dead, or unsure.
  @Test(arguments: [
    (Situation.ready, no), (.unsent, .now("pending")), (.reopened, no), (.collecting, no), (.unsure, .now("pending")),
    (.partlyCollected, no), (.expired, no),
  ])
  func bySituation(situation: Situation, retried: Outcome) throws {
    let scene = try situation.scene()
    let id = try id(of: "X", in: scene)
    #expect(try retry(scene, id) == retried)
  }

  @Test("whatever has become of the order, a dead text is sent only if that order still wants it")
  func deadByOrder() throws {
    for (happens, outcome) in [
      ({ _ in }, .now("pending")),
      ({ $0.open("A1") }, .now("pending")),
      ({ try $0.unload("X") }, Self.no),
      ({ try $0.collect("X") }, Self.no),
      ({ try $0.cancel("X") }, Self.no),
      ({ try $0.resend("X") }, Self.no),
      ({ $0.adopt { $0.mode = .dryRun } }, Self.no),
      ({ $0.adopt { $0.mode = .pilot(numbers: ["+12015550111"]) } }, Self.no),
      ({ $0.adopt { $0.mode = .pilot(numbers: ["+12015550199"]) } }, .now("pending")),
      ({ $0.wait(72 * 3600) }, Self.no),
    ] as [((Scene) throws -> Void, Outcome)] {
      let (scene, id) = try scene(.dead)
      try happens(scene)
      #expect(try retry(scene, id) == outcome)
    }
  }

  @Test("a text whose door is open waits for it, taken up again or not")
  func doorOpen() throws {
    let (scene, id) = try scene(.dead)
    scene.open("A1")
    #expect(try retry(scene, id) == .now("pending"))
    #expect(scene.bank.obstacle(to: id) == "door A1 is open")
    scene.close("A1")
    #expect(scene.deliver() == id)
  }

  @Test("refused for its words, the text is made anew; what may have been taken before keeps them")
  func words() throws {
    let (refused, id) = try scene(.dead)
    refused.adopt { $0.template = .builtIn(.apex) }
    #expect(try retry(refused, id) == .now("pending"))
    #expect(refused.notice("X")?.text.contains("Please enter # 0042") == true)

    let (doubtful, doubtfulID) = try scene(.unsure)
    let before = doubtful.notice("X")?.text
    #expect(try retry(doubtful, doubtfulID) == .now("pending"))
    doubtful.attempt(.refused(reason: "422"))
    doubtful.adopt { $0.template = .builtIn(.apex) }
    #expect(try retry(doubtful, doubtfulID) == .now("pending"))
    #expect(doubtful.notice("X")?.text == before)
  }

  @Test("a text that could not be written for want of a name is not sent empty")
  func unwritable() throws {
    let (scene, id) = try scene(.pending) { $0.template = .builtIn(.parcelpending) }
    try scene.place("X", in: "A1", name: nil)
    scene.attempt(.refused(reason: "422"))
    scene.adopt { $0.template = (try? NoticeTemplate(text: "{name}: {code}")) ?? $0.template }
    #expect(try retry(scene, id) == Self.no)
  }

  @Test(
    "the order is collected and only its unsure text keeps it in memory: sent again or given up, it goes",
    arguments: [true, false])
  func ended(isRetried: Bool) throws {
    let (scene, id) = try scene(.unsure) { $0.pickupBeforeText = .send }
    scene.wait(61)
    scene.load("A1")
    #expect(scene.order("X")?.state == .collected)
    #expect(scene.bank.orders["X"] != nil)
    if isRetried {
      #expect(try retry(scene, id) == .now("pending"))
      #expect(scene.deliver() == id)
    } else {
      #expect(try expire(scene, id) == .now("expired"))
    }
    #expect(scene.bank.orders["X"] == nil)
    #expect(try retry(scene, id) == Self.no)
    #expect(try expire(scene, id) == Self.no)
  }
}
