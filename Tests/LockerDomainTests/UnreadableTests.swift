@testable import LockerDomain
import Testing

/// Orders whose phone and code can't be read for a while: the store's key is missing or wrong.
@Suite struct UnreadableTests {
  private static let now = Moment(milliseconds: 5_000_000)
  private static let body = Order.Body(name: nil, phone: "+12015550199", code: "0042")

  /// As it is loaded from the store.
  private func bank(_ order: Order, _ mode: BankRules.Mode = .live) -> Bank {
    var rules = BankRules(
      storeID: "s1", template: .builtIn(.parcelpending), facts: [.distributor: "Gotham", .location: "Wayne Ave"])
    rules.hold = .zero
    rules.mode = mode
    let box = Compartment(name: "A1", at: Self.now)
    var bank = Bank(
      rules: rules, configured: ["A1"], stored: [box], orders: [order], nextNotice: 8, at: Self.now)
    _ = bank.started(unwatchedSince: Self.now, at: Self.now)
    _ = bank.doorReported(report(.closed), at: Self.now)
    return bank
  }

  private func report(_ state: DoorState) -> DoorReport {
    DoorReport(compartment: "A1", state: state, input: "line 1", at: BootTime(nanoseconds: 0))
  }

  private func order(_ body: Order.Body?) -> Order {
    Order(
      number: "X", body: body, digest: BodyDigest(bytes: []), slots: [Order.Slot(compartment: "A1")], state: .assigned,
      cycle: 0, placedAt: Self.now)
  }

  /// Loaded without its body; and the same as the next start with the right key finds it.
  private func loaded(_ mode: BankRules.Mode = .live) throws -> (without: Bank, with: Bank, Step) {
    var bank = bank(order(nil), mode)
    _ = bank.doorReported(report(.open), at: Self.now + .seconds(1))
    let step = bank.doorReported(report(.closed), at: Self.now + .seconds(2))
    var readable = try #require(bank.orders["X"])
    readable.body = Self.body
    return (bank, self.bank(readable, mode), step)
  }

  @Test("it becomes ready, and its text waits; the next start that can read it fills it in")
  func textWaits() throws {
    let (without, with, step) = try loaded()
    #expect(step.work.ledger.map(\.kind).contains(.noticeCreated))
    #expect(without.orders["X"]?.state == .ready && without.orders["X"]?.notice?.state == .pending)
    #expect(without.nextToSend() == nil && without.obstacle(to: NoticeID(8)) == Order.unreadable)
    #expect(without.orders["X"]?.label == "ready, customer NOT texted: \(Order.unreadable)")
    #expect(without.problems.map(\.code) == [.notTexted])
    #expect(with.nextToSend() == NoticeID(8) && with.orders["X"]?.notice?.to == Self.body.phone)
    #expect(with.problems.isEmpty)
  }

  @Test("the start that fills it in gives the store its text, once")
  func rewritten() throws {
    var order = try #require(try loaded().without.orders["X"])
    order.body = Self.body
    var bank = Bank(
      rules: BankRules(
        storeID: "s1", template: .builtIn(.parcelpending), facts: [.distributor: "Gotham", .location: "Wayne Ave"]),
      configured: ["A1"], stored: [], orders: [order], nextNotice: 9, at: Self.now)
    guard
      case .rewrite(NoticeID(8), "+12015550199", let text) = bank.started(unwatchedSince: Self.now, at: Self.now)
        .work.notices.first
    else { throw Unexpected() }
    #expect(text.contains("0042"))
    #expect(bank.started(unwatchedSince: Self.now, at: Self.now).work.notices.isEmpty)
  }

  private struct Unexpected: Error {}

  @Test("pilot: a phone that can't be read is nobody's yet; once it can, the list decides")
  func pilot() throws {
    let (without, with, _) = try loaded(.pilot(numbers: ["+12015550111"]))
    #expect(without.orders["X"]?.notice?.state == .pending)
    #expect(with.orders["X"]?.notice?.state == .suppressed(mode: "pilot"))
    #expect(try loaded(.pilot(numbers: [Self.body.phone])).with.nextToSend() == NoticeID(8))
    #expect(try loaded(.dryRun).without.orders["X"]?.notice?.state == .suppressed(mode: "dry-run"))
  }

  @Test("opened before its text could be made: a person decides whether that was the pickup")
  func pickedUp() throws {
    var bank = try loaded().without
    _ = bank.doorReported(report(.open), at: Self.now + .seconds(500))
    _ = bank.doorReported(report(.closed), at: Self.now + .seconds(510))
    #expect(bank.orders["X"]?.state == .pickupUnsure)
    #expect(throws: Refusal.self) { try bank.resend("X", at: Self.now + .seconds(520), by: .agent) }
  }
}
