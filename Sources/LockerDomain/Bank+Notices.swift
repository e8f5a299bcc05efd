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

  /// The oldest notice that may leave now.
  package func nextToSend(skipping: Set<NoticeID> = []) -> NoticeID? {
    queue.first { !skipping.contains($0) && mayLeave($0) }
  }

  /// The notices that wait to be accepted.
  package var unsettledNotices: Int { queue.count }

  /// When the oldest of them was made.
  package var oldestUnsettled: Moment? { queue.first.flatMap { queued[$0] }.flatMap { orders[$0]?.notice?.createdAt } }

  /// Why a waiting notice does not leave yet; nil when it may.
  package func obstacle(to id: NoticeID) -> String? {
    guard let number = queued[id], let order = orders[number], let notice = order.notice, notice.id == id else {
      return "it is settled"
    }
    switch notice.state {
    case .pending: break
    case .held: return "waits for the hold time after the last close"
    case .sending: return "an attempt is under way"
    case .unsure: return "nobody could see how the last attempt ended; a person decides"
    case .accepted, .withdrawn, .expired, .dead, .suppressed: return "it is settled"
    }
    if notice.to == nil { return Order.unreadable }
    if order.state.isEnd { return nil }
    if order.state == .pickupUnsure { return "opened before the text was accepted; say order collect or order ready" }
    for slot in order.slots where slot.progress != .collected {
      switch compartments[slot.compartment]?.door {
      case .closed: break
      case .open: return "door \(slot.compartment) is open"
      case .unknown, nil: return "door \(slot.compartment) is unknown"
      }
    }
    return nil
  }

  private func mayLeave(_ id: NoticeID) -> Bool { obstacle(to: id) == nil }

  /// An attempt is about to put its first byte on a connection. Nil when the notice may not leave any more.
  package mutating func noticeLeaves(_ id: NoticeID, at now: Moment) -> Step? {
    guard mayLeave(id), let number = queued[id] else { return nil }
    move(noticeOf: number, to: .sending)
    track(id, of: number)
    note(.noticeSending, order: number, notice: id, "connected; the request leaves", .prokeep)
    return finish()
  }

  /// An attempt that `noticeLeaves` let go has ended.
  package mutating func attemptEnded(_ id: NoticeID, _ end: AttemptEnd, at now: Moment) -> Step {
    guard let number = inFlight[id] else { return finish() }
    track(id, of: nil)
    guard let notice = orders[number]?.notice, notice.id == id, notice.state == .sending else {
      endedOvertaken(id, number, end)
      return finish()
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
    case .unanswered(let reason):
      unanswered(number, id, reason, at: now, .prokeep)
    case .refused(let reason):
      move(noticeOf: number, to: .dead(reason: reason))
      note(.noticeDead, order: number, notice: id, "customer NOT texted: \(reason)", .prokeep)
    }
    return finish()
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

  mutating func unanswered(
    _ number: OrderNumber, _ id: NoticeID, _ reason: String, at now: Moment, _ source: Source
  ) {
    let isResent = rules.onAmbiguous == .resend
    note(
      .noticeUnanswered, order: number, notice: id,
      isResent ? "\(reason); sent again with the same key" : "\(reason); held until a person decides", source)
    if isResent {
      requeue(number, unanswered: true, at: now, source)
    } else {
      move(noticeOf: number, to: .unsure, unanswered: true)
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

  /// The mode that keeps texts from this phone, if one does. A phone that can't be read may be anybody's: its text waits.
  func suppressor(of phone: PhoneNumber?) -> String? {
    switch rules.mode {
    case .live: nil
    case .dryRun: "dry-run"
    case .pilot(let numbers): phone.map(numbers.contains) == false ? "pilot" : nil
    }
  }

  /// The mode has changed since the text was made: what it forbids never leaves. An attempt under way is left to its end.
  mutating func suppressIfForbidden(_ number: OrderNumber, _ source: Source) {
    guard let notice = orders[number]?.notice, let mode = suppressor(of: notice.to) else {
      return
    }
    switch notice.state {
    case .held, .pending, .unsure:
      move(noticeOf: number, to: .suppressed(mode: mode))
      noteSuppressed(number, notice.id, mode, source)
    case .sending, .accepted, .withdrawn, .expired, .dead, .suppressed: break
    }
  }

  private mutating func noteSuppressed(_ number: OrderNumber, _ id: NoticeID, _ mode: String, _ source: Source) {
    note(.noticeSuppressed, order: number, notice: id, "mode is \(mode): this text is never sent", source)
  }

  /// Makes the text for an order that has just become ready, or once more.
  mutating func makeNotice(for number: OrderNumber, at now: Moment, held: Bool, _ source: Source) {
    guard let order = orders[number] else { return }
    let cycle = order.cycle + 1
    let text = order.body.map { self.text(for: order, $0) }
    let state: Notice.State =
      switch (text, suppressor(of: order.body?.phone)) {
      case (.failure(let missing), _): .dead(reason: missing.sentence)
      case (_, let mode?): .suppressed(mode: mode)
      case (_, nil): held && rules.hold > .zero ? .held(until: now + rules.hold) : .pending
      }
    let notice = Notice(
      id: NoticeID(nextNotice), order: number, kind: .ready, cycle: cycle,
      key: "\(rules.storeID)-\(number)-\(Notice.Kind.ready.rawValue)-\(cycle)", to: order.body?.phone,
      text: (try? text?.get()) ?? "", state: state, createdAt: now)
    add(notice)
    let doubt = text == nil ? "; \(Order.unreadable)" : ""
    note(.noticeCreated, order: number, notice: notice.id, "ready text, cycle \(cycle)\(doubt)", source)
    switch state {
    case .suppressed(let mode): noteSuppressed(number, notice.id, mode, source)
    case .held:
      note(
        .holdStarted, order: number, notice: notice.id, "waits \(rules.hold.tenths) s after the last close", source)
    case .dead(let reason):
      note(.noticeDead, order: number, notice: notice.id, "customer NOT texted: \(reason)", source)
    case .pending, .sending, .unsure, .accepted, .withdrawn, .expired: break
    }
  }

  /// A text that was made while phone and code could not be read, and now they can.
  mutating func completeNotice(of number: OrderNumber, _ source: Source) {
    guard let order = orders[number], let body = order.body, let notice = order.notice, !notice.state.isSettled,
      notice.to == nil
    else { return }
    switch text(for: order, body) {
    case .success(let text):
      journal.notices.append(.rewrite(notice.id, to: body.phone, text: text))
      update(number) { $0.notice?.to = body.phone }
      note(.noticeRewritten, order: number, notice: notice.id, "phone and code can be read again", source)
    case .failure(let missing):
      move(noticeOf: number, to: .dead(reason: missing.sentence))
      note(.noticeDead, order: number, notice: notice.id, "customer NOT texted: \(missing.sentence)", source)
    }
  }

  /// Fails only for an order that was taken before the text asked for what it lacks.
  func text(for order: Order, _ body: Order.Body) -> Result<String, NoticeTemplate.Unfilled> {
    var values = rules.facts
    values[.order] = order.number.text
    values[.code] = body.code.text
    values[.name] = body.name
    values[.compartments] = order.slots.map(\.compartment.text).joined(separator: ", ")
    return rules.template.fill(values)
  }

  /// The unsent text is not wanted any more. One that is being sent right now is withdrawn too; `attemptEnded` says what it came to.
  mutating func withdraw(_ number: OrderNumber, _ reason: String, _ source: Source) {
    guard let notice = orders[number]?.notice, !notice.state.isSettled else { return }
    let reason = notice.state == .sending ? reason + " while it was being sent: Prokeep may have it" : reason
    move(noticeOf: number, to: .withdrawn(reason: reason))
    note(.noticeWithdrawn, order: number, notice: notice.id, reason, source)
  }

  /// Something was added: the waiting text waits anew.
  mutating func restartHold(_ number: OrderNumber, at now: Moment, _ source: Source) {
    guard let notice = orders[number]?.notice else { return }
    switch notice.state {
    case .held, .pending:
      guard rules.hold > .zero else { return }
      move(noticeOf: number, to: .held(until: now + rules.hold))
      note(.holdStarted, order: number, notice: notice.id, "waits \(rules.hold.tenths) s after the last close", source)
    case .sending, .unsure, .accepted, .withdrawn, .expired, .dead, .suppressed: break
    }
  }
}

extension NoticeTemplate.Unfilled {
  fileprivate var sentence: String { "the text needs {\(placeholder.rawValue)}, which the order does not have" }
}
