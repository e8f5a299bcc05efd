extension Bank {
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
    return obstacle(in: order)
  }

  /// Why no text of this order leaves, whatever state it is in.
  func obstacle(in order: Order) -> String? {
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

  func mayLeave(_ id: NoticeID) -> Bool { obstacle(to: id) == nil }

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

  /// The unsent text is not wanted any more. One that is being sent right now is withdrawn too; `attemptsEnded` says what it came to.
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
