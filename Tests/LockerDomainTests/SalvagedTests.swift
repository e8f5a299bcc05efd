@testable import LockerDomain
import Testing

/// What a damaged store leaves behind: orders without body and slots, and orders without their notice.
@Suite struct SalvagedTests {
  private static let now = Moment(milliseconds: 5_000_000)

  private func bank(_ order: Order, _ mode: BankRules.Mode = .live) -> Bank {
    var rules = BankRules(storeID: "s1", template: .builtIn(.parcelpending), facts: [:])
    rules.mode = mode
    return Bank(
      rules: rules, configured: ["A1"], stored: [], orders: [order], nextNotice: 8, at: Self.now)
  }

  /// Only the notice was left of it.
  private func rebuilt(_ state: Notice.State = .pending) -> Order {
    Order(
      number: "X", body: nil, digest: BodyDigest(bytes: []), slots: [], state: .ready, marks: .unseen, cycle: 1,
      notice: Order.NoticeStatus(
        id: NoticeID(7), cycle: 1, state: state, wasUnanswered: false, createdAt: Self.now,
        to: "+12015550123"), placedAt: Self.now,
      readyAt: Self.now)
  }

  private func withoutNotice() -> Order {
    Order(
      number: "X", body: Order.Body(name: nil, phone: "+12015550199", code: "0042"), digest: BodyDigest(bytes: []),
      slots: [Order.Slot(compartment: "A1", progress: .loaded, loadedAt: Self.now)], state: .ready, cycle: 1,
      placedAt: Self.now, readyAt: Self.now)
  }

  @Test("the text of a rebuilt order goes out, and a person looks after the order")
  func rebuiltIsSent() throws {
    var bank = bank(rebuilt())
    _ = bank.started(unwatchedSince: Self.now, at: Self.now)
    #expect(bank.problems.map(\.code).contains(.unseen))
    #expect(bank.nextToSend() == NoticeID(7))
    #expect(bank.noticeLeaves(NoticeID(7), at: Self.now) != nil)
    _ = bank.attemptEnded(NoticeID(7), .accepted(requestID: "r"), at: Self.now)
    #expect(bank.orders["X"]?.label == "ready, unseen: confirm")
    _ = try bank.declareReady("X", at: Self.now, by: .agent)
    _ = bank.timePassed(at: Self.now + .seconds(100 * 3600))
    #expect(bank.orders["X"]?.state == .expired)
  }

  @Test("a rebuilt order has no phone: pilot keeps its text, and there is nothing to send again")
  func rebuiltHasNoBody() throws {
    var pilot = bank(rebuilt(), .pilot(numbers: ["+12015550199"]))
    _ = pilot.started(unwatchedSince: Self.now, at: Self.now)
    #expect(pilot.nextToSend() == nil)
    var live = bank(rebuilt(.accepted(requestID: nil)))
    #expect(throws: Refusal.self) { try live.resend("X", at: Self.now, by: .agent) }
  }

  @Test("whatever a person says of a rebuilt order can be done")
  func rebuiltEnds() throws {
    var unloaded = bank(rebuilt())
    _ = try unloaded.unload("X", at: Self.now, by: .agent)
    #expect(unloaded.orders["X"]?.state == .announced)
    _ = try unloaded.place(
      OrderRequest(
        number: "X", body: Order.Body(name: nil, phone: "+12015550199", code: "0042"), compartments: ["A1"]),
      digest: BodyDigest(bytes: [1]), previous: nil, at: Self.now, by: .agent)
    #expect(unloaded.holder(of: "A1")?.number == "X")
    var collected = bank(rebuilt())
    _ = try collected.collect("X", at: Self.now, by: .agent)
    var removed = bank(rebuilt())
    _ = try removed.remove("X", at: Self.now, by: .agent)
    #expect(collected.orders.isEmpty && removed.orders.isEmpty)
    var cancelled = bank(rebuilt())
    #expect(try cancelled.cancel("X", at: Self.now, by: .agent).toClear == false)
  }

  @Test("an order whose notice is lost says so, until a person has the text sent again")
  func noticeLost() throws {
    var bank = bank(withoutNotice())
    #expect(bank.problems.map(\.code).contains(.textUnsure))
    #expect(bank.orders["X"]?.label == "ready, unsure whether the customer was texted")
    _ = try bank.resend("X", at: Self.now, by: .agent)
    #expect(bank.orders["X"]?.cycle == 2)
    #expect(!bank.problems.map(\.code).contains(.textUnsure))
  }

  @Test("a start after a salvage says in the ledger what came over")
  func ledger() {
    var bank = bank(withoutNotice())
    let step = bank.started(unwatchedSince: Self.now, salvage: "1 order came over", at: Self.now)
    #expect(
      step.work.ledger.contains(LedgerEntry(.storeSalvaged, why: "1 order came over", source: .agent)))
  }
}
