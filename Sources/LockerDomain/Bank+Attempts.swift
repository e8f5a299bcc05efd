// What leaves, and what came of it.
extension Bank {
  /// How an attempt to send a notice ended.
  package enum AttemptEnd: Equatable, Sendable {
    /// 202, with the request's id where Prokeep gave one.
    case accepted(requestID: String?)
    /// Nothing was taken: never left, or answered with "later".
    case deferred(reason: String)
    /// Sent, and no answer was seen.
    case unanswered(reason: String)
    /// Refused for good.
    case refused(reason: String)
  }

  /// An attempt under way.
  struct Attempt: Equatable, Sendable {
    let order: OrderNumber
    /// Those of its order: the order may be gone from memory before the attempt ends.
    let compartments: [CompartmentName]
    let leftAt: Moment
  }

  /// The oldest notices that may leave now, at most so many. Texts of one compartment leave one after the other: none of
  /// these has a compartment in common with another one, or with one that is under way.
  ///
  /// - Parameters:
  ///   - skipping: notices that wait after an attempt of their own; they hold up nobody.
  ///   - underWay: notices given out before whose attempts have not ended.
  package func noticesToSend(
    atMost limit: Int, skipping: Set<NoticeID> = [], underWay: Set<NoticeID> = []
  ) -> [NoticeID] {
    var notices: [NoticeID] = []
    var taken: Set<CompartmentName> = []
    for id in underWay.union(inFlight.keys) { taken.formUnion(compartments(of: id)) }
    for id in queue {
      guard notices.count < limit else { break }
      guard !skipping.contains(id), !underWay.contains(id), mayLeave(id) else { continue }
      let wanted = compartments(of: id)
      if taken.isDisjoint(with: wanted) { notices.append(id) }
      // Also when it waits: what is younger does not overtake it.
      taken.formUnion(wanted)
    }
    return notices
  }

  private func compartments(of id: NoticeID) -> [CompartmentName] {
    inFlight[id]?.compartments ?? queued[id].flatMap { orders[$0] }?.slots.map(\.compartment) ?? []
  }

  /// Attempts are about to put their first bytes on connections.
  ///
  /// - Returns: those that may; the others stay as they are.
  package mutating func noticesLeave(_ ids: [NoticeID], at now: Moment) -> (Set<NoticeID>, Step) {
    var leaving: Set<NoticeID> = []
    for id in ids {
      guard let number = queued[id], let order = orders[number], mayLeave(id) else { continue }
      // Its timer is due this very moment, and says first what becomes of it.
      if let end = keyEnd(of: order.notice), end > timersRanAt, end <= now { continue }
      leaving.insert(id)
      move(noticeOf: number, to: .sending)
      track(id, Attempt(order: number, compartments: order.slots.map(\.compartment), leftAt: now))
      note(.noticeSending, order: number, notice: id, "connected; the request leaves", .prokeep)
    }
    return (leaving, finish())
  }

  /// Why an attempt that `noticesLeave` let go must not put its first byte on a connection any more; nil when it may. For one
  /// that got its connection later than those it was let go with.
  package func interruption(of id: NoticeID) -> String? {
    guard let attempt = inFlight[id], let order = orders[attempt.order], let notice = order.notice, notice.id == id,
      notice.state == .sending
    else { return "it is settled" }
    return suppressor(of: notice.to).map { "mode is \($0)" } ?? obstacle(in: order)
  }

  /// An attempt that `noticesLeave` let go has not ended yet.
  package func isUnderWay(_ id: NoticeID) -> Bool { inFlight[id] != nil }

  /// Attempts have ended. Those that `noticesLeave` did not let go changed nothing.
  package mutating func attemptsEnded(_ ends: [(id: NoticeID, end: AttemptEnd)], at now: Moment) -> Step {
    for (id, end) in ends { ended(id, end, at: now) }
    return finish()
  }

  private mutating func ended(_ id: NoticeID, _ end: AttemptEnd, at now: Moment) {
    guard let attempt = inFlight[id] else { return }
    let number = attempt.order
    track(id, nil)
    guard let notice = orders[number]?.notice, notice.id == id, notice.state == .sending else {
      return endedOvertaken(id, number, end)
    }
    switch end {
    case .accepted(let requestID):
      move(noticeOf: number, to: .accepted(requestID: requestID))
      note(
        .noticeAccepted, order: number, notice: id, "accepted by Prokeep, request \(requestID ?? "without id")",
        .prokeep)
    case .deferred(let reason):
      note(.noticeDeferred, order: number, notice: id, reason, .prokeep)
      requeue(number, at: now, .prokeep)
      // Its timer passed it over during the attempt. One that left later than that was let go by a person.
      if let keyEnd = keyEnd(of: notice), attempt.leftAt < keyEnd, keyEnd <= timersRanAt { keyEnded(number, .prokeep) }
    case .unanswered(let reason):
      unanswered(number, id, reason, at: now, .prokeep)
    case .refused(let reason):
      move(noticeOf: number, to: .dead(reason: reason))
      note(.noticeDead, order: number, notice: id, "customer NOT texted: \(reason)", .prokeep)
    }
  }

  /// The attempt was overtaken by a withdrawal; what it came to is said all the same.
  private mutating func endedOvertaken(_ id: NoticeID, _ number: OrderNumber, _ end: AttemptEnd) {
    switch end {
    case .accepted(let requestID):
      resettle(id, number, .accepted(requestID: requestID))
      note(
        .noticeAccepted, order: number, notice: id,
        "withdrawn while it was being sent; Prokeep accepted it all the same, request \(requestID ?? "without id")",
        .prokeep)
    case .unanswered(let reason):
      note(.noticeUnanswered, order: number, notice: id, "withdrawn while it was being sent; \(reason)", .prokeep)
    case .deferred, .refused:
      let reason = "overtaken while it was being sent; Prokeep did not take it"
      resettle(id, number, .withdrawn(reason: reason))
      note(.noticeWithdrawn, order: number, notice: id, reason, .prokeep)
    }
  }

  private mutating func resettle(_ id: NoticeID, _ number: OrderNumber, _ state: Notice.State) {
    if orders[number]?.notice?.id == id {
      move(noticeOf: number, to: state)
    } else {
      journal.notices.append(.settle(id, state, unanswered: false))
    }
  }

  /// Back in the queue; what was reopened and closed during the attempt has its hold time to the end.
  mutating func requeue(
    _ number: OrderNumber, unanswered: Bool = false, at now: Moment, _ source: Source
  ) {
    let lastLoad = orders[number]?.slots.compactMap(\.loadedAt).max()
    if let until = lastLoad.map({ $0 + rules.hold }), now < until {
      move(noticeOf: number, to: .held(until: until), unanswered: unanswered)
    } else {
      move(noticeOf: number, to: .pending, unanswered: unanswered)
    }
    suppressIfForbidden(number, source)
  }
}

// Attempts whose end nobody could see, and what the key is worth then.
extension Bank {
  /// An attempt that was let go ended where nobody could see. Within its key's life sending it again is safe; otherwise it is
  /// ambiguous, and `on_ambiguous` decides.
  mutating func unanswered(
    _ number: OrderNumber, _ id: NoticeID, _ reason: String, at now: Moment, _ source: Source
  ) {
    let isKeyKnown = orders[number]?.notice.flatMap { notice in
      rules.keyLife.map { now < notice.createdAt + $0 }
    }
    if isKeyKnown == true {
      note(
        .noticeUnanswered, order: number, notice: id,
        "\(reason); sent again with the same key, which is still known: no second text", source)
      requeue(number, unanswered: true, at: now, source)
    } else {
      note(.noticeUnanswered, order: number, notice: id, "\(reason); \(ambiguity)", source)
      switch rules.onAmbiguous {
      case .resend: requeue(number, unanswered: true, at: now, source)
      case .hold: move(noticeOf: number, to: .unsure, unanswered: true)
      }
    }
  }

  /// When the key of a text that waits to be sent again is no longer known; nil when it doesn't wait for that, or when its
  /// key gave no safety anyway and `on_ambiguous` has decided already.
  func keyEnd(of notice: Order.NoticeStatus?) -> Moment? {
    guard let notice, notice.wasUnanswered else { return nil }
    return rules.keyLife.map { notice.createdAt + $0 }
  }

  /// A text that could safely be sent again has waited for longer than its key is known.
  mutating func keyEnded(_ number: OrderNumber, _ source: Source) {
    guard let notice = orders[number]?.notice else { return }
    switch notice.state {
    case .held, .pending: break
    case .sending, .unsure, .accepted, .withdrawn, .expired, .dead, .suppressed: return
    }
    note(.noticeUnanswered, order: number, notice: notice.id, "waited long for another attempt; \(ambiguity)", source)
    switch rules.onAmbiguous {
    case .resend: break
    case .hold: move(noticeOf: number, to: .unsure, unanswered: true)
    }
  }

  private var ambiguity: String {
    let key = rules.keyLife == nil ? "for how long its key is known is unknown" : "its key is older than keys are known"
    return switch rules.onAmbiguous {
    case .resend: "\(key): sent again with it, and it may arrive twice"
    case .hold: "\(key): held until a person decides"
    }
  }
}
