// What people say about one text. Nothing here sends by itself: a text that is pending again leaves when its doors let it.
extension Bank {
  /// A person says that the text is to be tried: what was given up goes back into the queue with the key it always had.
  ///
  /// A text that waits already stays as it is, and the step is empty: that it is tried at once is the sender's business.
  ///
  /// - Parameter number: the order that the notice belongs to.
  package mutating func retryNotice(
    _ id: NoticeID, of number: OrderNumber, at now: Moment, by source: Source
  ) throws(Refusal) -> Step {
    let (order, notice) = try latest(id, of: number)
    switch notice.state {
    case .pending: break
    case .held:
      throw Refusal(
        .tryAgain, "notice \(id) waits for the hold time after the last close, and leaves by itself then", order: number
      )
    case .sending: throw beingSent(id, number)
    case .unsure:
      try checkWanted(order, notice, at: now)
      note(
        .noticeRetried, order: number, notice: id,
        "a person decided to send it again: the customer may get it twice", source)
      requeue(number, at: now, source)
    case .dead:
      try checkWanted(order, notice, at: now)
      let (receiver, words) = try wordsOfDead(order, notice)
      note(.noticeRetried, order: number, notice: id, "sent again with the same key, by hand", source)
      if let words { journal.notices.append(.rewrite(id, to: receiver, text: words)) }
      update(number) { $0.notice?.to = receiver }
      requeue(number, at: now, source)
    case .accepted:
      throw Refusal(
        .conflict, "Prokeep has accepted notice \(id): say order resend for another text", order: number)
    case .withdrawn:
      throw Refusal(.conflict, "notice \(id) was withdrawn: say order resend for another text", order: number)
    case .expired:
      throw Refusal(.conflict, "notice \(id) was given up and its text is blanked: say order resend", order: number)
    case .suppressed(let mode):
      throw Refusal(
        .conflict, "notice \(id) was suppressed by mode \(mode) and stays so: say order resend for another text",
        order: number)
    }
    return finish()
  }

  /// A person gives the text up: it is blanked and never sent.
  ///
  /// - Parameter number: the order that the notice belongs to.
  package mutating func expireNotice(
    _ id: NoticeID, of number: OrderNumber, by source: Source
  ) throws(Refusal) -> Step {
    let (_, notice) = try latest(id, of: number)
    switch notice.state {
    case .sending: throw beingSent(id, number)
    case .accepted, .withdrawn, .expired, .suppressed:
      throw Refusal(.conflict, "notice \(id) is settled already: there is nothing to give up", order: number)
    case .held, .pending, .dead: giveUp(number, id, "customer NOT texted: given up by hand", source)
    case .unsure: giveUp(number, id, "unsure whether the customer was texted: given up by hand", source)
    }
    return finish()
  }

  private mutating func giveUp(_ number: OrderNumber, _ id: NoticeID, _ why: String, _ source: Source) {
    note(.noticeExpired, order: number, notice: id, why, source)
    move(noticeOf: number, to: .expired)
  }

  /// The order and its latest notice, if that is the one meant.
  private func latest(_ id: NoticeID, of number: OrderNumber) throws(Refusal) -> (Order, Order.NoticeStatus) {
    guard let order = orders[number], let notice = order.notice else {
      throw Refusal(
        .conflict, "order \(number) has ended, and with it notice \(id): nothing is sent for it any more",
        order: number)
    }
    guard notice.id == id else {
      throw Refusal(
        .conflict, "order \(number) has a later text than notice \(id): it is notice \(notice.id)", order: number)
    }
    return (order, notice)
  }

  private func beingSent(_ id: NoticeID, _ number: OrderNumber) -> Refusal {
    Refusal(.tryAgain, "notice \(id) is being sent right now; try again in a moment", order: number)
  }

  /// Whether the order still wants a text that was given up on, and may have it.
  private func checkWanted(_ order: Order, _ notice: Order.NoticeStatus, at now: Moment) throws(Refusal) {
    let number = order.number
    switch order.state {
    case .ready, .partlyCollected, .expired: break
    // Its text goes on by `pickup_before_text: send`, or it would not be in memory.
    case .collected, .removed, .cancelled: break
    case .announced, .assigned, .loading:
      throw Refusal(.conflict, "order \(number) is not ready; its text follows when it is", order: number)
    case .pickupUnsure:
      throw Refusal(
        .conflict, "order \(number) may have been picked up: say order ready when it was not", order: number)
    }
    guard now < notice.createdAt + rules.readyLifetime else {
      throw Refusal(
        .conflict, "notice \(notice.id) is older than a text may be: say order resend for another", order: number)
    }
    if let mode = suppressor(of: notice.to ?? order.body?.phone) {
      throw Refusal(.conflict, "mode is \(mode): notice \(notice.id) would not be sent", order: number)
    }
  }

  /// Receiver and text of a notice that was refused. It may have been refused for its words, and was never taken: it gets
  /// those of today. One that may have been taken in an earlier attempt keeps them (nil), since its key stands for them.
  private func wordsOfDead(
    _ order: Order, _ notice: Order.NoticeStatus
  ) throws(Refusal) -> (receiver: PhoneNumber, words: String?) {
    guard let body = order.body else {
      throw Refusal(
        .conflict, "phone and code of order \(order.number) were lost with a damaged store: place it anew",
        order: order.number)
    }
    guard !notice.wasUnanswered else { return (body.phone, nil) }
    switch text(for: order, body) {
    case .success(let text): return (body.phone, text)
    case .failure(let missing):
      throw Refusal(
        .conflict, "the text needs {\(missing.placeholder.rawValue)}, which order \(order.number) does not have",
        order: order.number)
    }
  }
}
