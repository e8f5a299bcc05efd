extension Bank {
  /// What came due so short before the agent ended may not have been carried out.
  static let timersMayLag = Duration.seconds(60)

  /// Carries out every timer that is due.
  ///
  /// - Parameter trouble: why no text gets through at the moment, for the texts that are given up now.
  package mutating func timePassed(at now: Moment, trouble: String? = nil) -> Step {
    guard let wake, wake <= now else { return finish() }
    for name in compartments.keys.sorted() { confirmDrawnLatch(name, at: now, .timer) }
    let ajar = compartments.values.filter { box in
      box.latchDrawnAt == nil && deadline(of: box).map { $0 <= now } ?? false
    }
    for compartment in ajar.sorted(by: { $0.name < $1.name }) {
      update(compartment.name) { $0.isAjarReported = true }
      note(
        .doorAjar, order: holders[compartment.name], compartment: compartment.name,
        "open for more than \(rules.ajarAfter.components.seconds) s", .timer)
    }
    for number in orders.values.filter({ deadline(of: $0).map { $0 <= now } ?? false }).map(\.number).sorted() {
      fire(number, at: now, trouble)
    }
    scannersTimePassed(at: now)
    timersRan(at: now)
    self.wake = nil
    for order in orders.values { lower(deadline(of: order)) }
    for compartment in compartments.values { lower(deadline(of: compartment)) }
    for station in stations.values { lower(station.deadline) }
    return finish()
  }

  private mutating func fire(_ number: OrderNumber, at now: Moment, _ trouble: String?) {
    for timer in orders[number].map(timers(of:)) ?? [] where timer.due <= now {
      switch timer.kind {
      case .hold:
        move(noticeOf: number, to: .pending)
        note(.holdEnded, order: number, notice: orders[number]?.notice?.id, "the hold time is over", .timer)
      case .noticeLifetime:
        giveUpNotice(of: number, trouble)
      case .keyLife: keyEnded(number, .timer)
      case .loadIncomplete:
        update(number) { $0.marks.insert(.loadIncomplete) }
        note(
          .loadIncomplete, order: number,
          "loading for more than \(rules.loadIncompleteAfter.components.seconds) s: load the rest, or order ready",
          .timer)
      case .announcement: announcementEnded(number, at: now)
      case .sensor: sensorsSettled(number, at: now)
      case .reminder:
        update(number) { $0.marks.insert(.reminded) }
        note(
          .reminderDue, order: number, "not picked up after \(BankRules.reminderShare) % of its pickup window", .timer)
      case .expiry:
        update(number) { $0.state = .expired }
        note(
          .orderExpired, order: number,
          "still inside after \(rules.pickupWindow.components.seconds / 3600) h: take it out and say order remove",
          .timer)
      }
    }
  }

  /// The text is given up, and the ledger says what kept it from being accepted.
  private mutating func giveUpNotice(of number: OrderNumber, _ trouble: String?) {
    guard let notice = orders[number]?.notice else { return }
    let verdict = notice.wasUnanswered ? "unsure whether the customer was texted" : "customer NOT texted"
    // What each of its attempts came to stands in the ledger already.
    let reason = obstacle(to: notice.id) ?? trouble ?? "Prokeep has not taken it"
    move(noticeOf: number, to: .expired)
    note(
      .noticeExpired, order: number, notice: notice.id,
      "\(verdict): not accepted within \(rules.lifetime(of: notice.kind).components.seconds / 3600) h: \(reason)",
      .timer)
  }

  private struct OrderTimer {
    enum Kind { case hold, noticeLifetime, keyLife, loadIncomplete, reminder, expiry, sensor, announcement }
    let kind: Kind
    let due: Moment
  }

  /// The timers that run for an order.
  private func timers(of order: Order) -> [OrderTimer] {
    var timers: [OrderTimer] = []
    if let notice = order.notice {
      if case .held(let until) = notice.state { timers.append(OrderTimer(kind: .hold, due: until)) }
      switch notice.state {
      case .held, .pending, .unsure:
        timers.append(OrderTimer(kind: .noticeLifetime, due: notice.createdAt + rules.lifetime(of: notice.kind)))
      case .sending, .accepted, .withdrawn, .expired, .dead, .suppressed: break
      }
      // Whatever its state: what a person lets go after it came due is not stopped by it any more.
      if let due = keyEnd(of: notice), due > timersRanAt { timers.append(OrderTimer(kind: .keyLife, due: due)) }
    }
    switch order.state {
    case .announced:
      timers.append(OrderTimer(kind: .announcement, due: order.placedAt + rules.announcedLifetime))
    case .loading:
      if let since = order.loadingSince, !order.marks.contains(.loadIncomplete) {
        timers.append(OrderTimer(kind: .loadIncomplete, due: since + rules.loadIncompleteAfter))
      }
    case .ready, .partlyCollected:
      guard let readyAt = order.readyAt else { break }
      // Nobody is reminded of goods that may be gone.
      if order.marks.isDisjoint(with: [.reminded, .unseen, .empty]) {
        timers.append(OrderTimer(kind: .reminder, due: readyAt + rules.pickupWindow * BankRules.reminderShare / 100))
      }
      timers.append(OrderTimer(kind: .expiry, due: readyAt + rules.pickupWindow))
    case .assigned, .pickupUnsure, .expired, .collected, .removed, .cancelled: break
    }
    if !order.state.isEnd, let due = order.slots.compactMap({ sensorDue($0, of: order) }).min() {
      timers.append(OrderTimer(kind: .sensor, due: due))
    }
    return timers
  }

  func deadline(of order: Order) -> Moment? { timers(of: order).map(\.due).min() }

  func deadline(of compartment: Compartment) -> Moment? {
    if let drawnAt = compartment.latchDrawnAt { return drawnAt + BankRules.latchPulse }
    guard compartment.door == .open, !compartment.isAjarReported, let openedAt = compartment.openedAt else {
      return nil
    }
    return openedAt + rules.ajarAfter
  }
}
