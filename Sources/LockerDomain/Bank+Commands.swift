// What people say about an order that is there.
extension Bank {
  /// The order is given up.
  ///
  /// - Returns: whether goods may still be inside (`to_clear`), and the step.
  package mutating func cancel(
    _ number: OrderNumber, at now: Moment, by source: Source
  ) throws(Refusal) -> (toClear: Bool, Step) {
    let order = try live(number)
    let touched = order.slots.filter { $0.progress != .waiting && $0.progress != .collected }
    withdraw(number, "the order was cancelled", source)
    for slot in touched { leave(slot) }
    note(.orderCancelled, order: number, "cancelled while \(order.state.rawValue)", source)
    end(number, as: .cancelled, at: now)
    return (!touched.isEmpty, finish())
  }

  /// Staff took the goods out.
  package mutating func remove(_ number: OrderNumber, at now: Moment, by source: Source) throws(Refusal) -> Step {
    try empty(number, as: .removed, "the order was removed", .orderRemoved, at: now, source)
  }

  /// Staff say that the customer has the goods.
  package mutating func collect(_ number: OrderNumber, at now: Moment, by source: Source) throws(Refusal) -> Step {
    guard ![.announced, .assigned].contains(try live(number).state) else {
      throw Refusal(.conflict, "nothing of order \(number) has been loaded: cancel it instead", order: number)
    }
    return try empty(number, as: .collected, "collected, by hand", .orderCollected, at: now, source)
  }

  private mutating func empty(
    _ number: OrderNumber, as state: Order.State, _ why: String, _ kind: LedgerEntry.Kind, at now: Moment,
    _ source: Source
  ) throws(Refusal) -> Step {
    let order = try live(number)
    withdraw(number, why, source)
    for slot in order.slots where slot.progress != .collected { update(slot.compartment) { $0.occupancy = .empty } }
    note(kind, order: number, why, source)
    end(number, as: state, at: now)
    return finish()
  }

  /// Staff say that the order is complete, still there, or was not picked up: by its state.
  package mutating func declareReady(_ number: OrderNumber, at now: Moment, by source: Source) throws(Refusal) -> Step {
    let order = try live(number)
    switch order.state {
    case .announced, .assigned:
      throw Refusal(
        .conflict, "nothing of order \(number) is loaded: open and close its compartment first", order: number)
    case .loading:
      let doubted = order.slots.filter { $0.progress == .opened && isShut($0.compartment) }.map(\.compartment)
      try dropUnloaded(order, keeping: doubted, source)
      for name in doubted { load(number, name, "staff say that it is inside", at: now, source) }
      update(number) { $0.marks.subtract([.unseen, .empty]) }
      becomeReadyIfLoaded(number, at: now, source)
    case .pickupUnsure:
      denyPickup(order, source)
      restartHold(number, at: now, source)
    case .ready, .partlyCollected, .expired:
      guard !order.marks.isDisjoint(with: [.unseen, .empty, .leftInside]) else { break }
      update(number) { $0.marks.subtract([.unseen, .empty, .leftInside]) }
      note(.orderConfirmed, order: number, "staff looked: it is inside", source)
    case .collected, .removed, .cancelled: break
    }
    return finish()
  }

  /// It was no pickup: all that was opened is loaded still, or again once its door is closed.
  private mutating func denyPickup(_ order: Order, _ source: Source) {
    let isOpen = Set(order.slots.map(\.compartment).filter { compartments[$0]?.lastKnownDoor == .open })
    update(order.number) { order in
      for slot in order.slots where slot.progress == .collecting {
        order.set(slot.compartment, isOpen.contains(slot.compartment) ? .reopened : .loaded)
      }
      order.state = order.slots.contains { $0.progress == .collected } ? .partlyCollected : .ready
      order.marks.remove(.unseen)
    }
    let waiting = order.notice.flatMap { $0.state.isSettled ? nil : $0.id }
    note(
      waiting == nil ? .orderConfirmed : .noticeReleased, order: order.number, notice: waiting,
      "staff say it was no pickup", source)
  }

  /// - Parameter doubted: opened and closed, and their sensors see nothing: a person's word counts for more.
  private mutating func dropUnloaded(
    _ order: Order, keeping doubted: [CompartmentName], _ source: Source
  ) throws(Refusal) {
    let loaded = order.slots.filter { $0.progress == .loaded || doubted.contains($0.compartment) }
    guard !loaded.isEmpty else {
      throw Refusal(
        .conflict, "nothing of order \(order.number) is loaded and closed: close a compartment first",
        order: order.number)
    }
    for slot in order.slots where !loaded.contains(slot) {
      leave(slot)
      note(.compartmentDropped, order: order.number, compartment: slot.compartment, "ready without it", source)
    }
    update(order.number) { $0.slots = loaded }
  }

  /// A load is taken back: wrong door, wrong goods.
  package mutating func unload(_ number: OrderNumber, at now: Moment, by source: Source) throws(Refusal) -> Step {
    let order = try live(number)
    guard order.state != .announced, order.state != .assigned else {
      throw Refusal(.conflict, "nothing of order \(number) is loaded", order: number)
    }
    // What the customer emptied is free, and may be another order's by now.
    guard !order.slots.contains(where: { $0.progress == .collected }) else {
      throw Refusal(
        .conflict, "the customer has part of order \(number): say order collect or order remove", order: number)
    }
    withdraw(number, "the load was taken back", source)
    for slot in order.slots where slot.progress != .waiting { update(slot.compartment) { $0.occupancy = .toClear } }
    update(number) { $0.emptySlots() }
    note(.loadTakenBack, order: number, "assigned again; the next close is a new load", source)
    for slot in order.slots where compartments[slot.compartment]?.isOpen == true {
      startLoading(number, slot.compartment, "stood open when the load was taken back", at: now, source)
    }
    return finish()
  }

  /// The customer gets the text once more, with a key of its own.
  package mutating func resend(_ number: OrderNumber, at now: Moment, by source: Source) throws(Refusal) -> Step {
    let order = try live(number)
    guard order.body != nil else {
      throw Refusal(
        .conflict,
        "\(Order.unreadable): nothing can be sent again for order \(number) before that is mended, or the order placed anew",
        order: number)
    }
    switch order.state {
    case .ready, .partlyCollected, .expired: break
    case .announced, .assigned, .loading:
      throw Refusal(.conflict, "order \(number) is not ready yet; its text follows when it is", order: number)
    case .pickupUnsure:
      throw Refusal(
        .conflict, "order \(number) may have been picked up: say order ready when it was not", order: number)
    case .collected, .removed, .cancelled: break
    }
    switch order.notice?.state {
    case .held, .pending:
      throw Refusal(
        .conflict, "the text of order \(number) has not been accepted yet; it is still on its way", order: number)
    case .sending:
      throw Refusal(
        .tryAgain, "the text of order \(number) is being sent right now; try again in a moment", order: number)
    case .unsure: withdraw(number, "sent again by hand", source)
    case .accepted, .withdrawn, .expired, .dead, .suppressed, nil: break
    }
    makeNotice(for: number, at: now, held: false, source)
    return finish()
  }

  private func live(_ number: OrderNumber) throws(Refusal) -> Order {
    guard let order = orders[number], !order.state.isEnd else {
      throw Refusal(.notFound, "there is no open order \(number)", order: number)
    }
    return order
  }
}

// What commands and doors share.
extension Bank {
  /// The compartment leaves its order without having been emptied by the customer.
  mutating func leave(_ slot: Order.Slot) {
    holders[slot.compartment] = nil
    guard slot.progress != .waiting else { return }
    update(slot.compartment) { $0.occupancy = .toClear }
  }

  mutating func startLoading(
    _ number: OrderNumber, _ name: CompartmentName, _ why: String, at now: Moment, _ source: Source
  ) {
    update(number) { $0.startLoading(name, at: now) }
    note(.loadStarted, order: number, compartment: name, why, source)
  }

  mutating func load(
    _ number: OrderNumber, _ name: CompartmentName, _ why: String = "closed with the order assigned", at now: Moment,
    _ source: Source
  ) {
    update(number) { $0.set(name, .loaded, at: now) }
    update(name) { box in
      box.occupancy = .loaded
      box.unclaimedClose = nil
    }
    note(.loadTaken, order: number, compartment: name, why, source)
  }

  mutating func becomeReadyIfLoaded(_ number: OrderNumber, at now: Moment, _ source: Source) {
    guard let order = orders[number], order.state == .loading, order.isFullyLoaded else { return }
    update(number) { order in
      order.state = .ready
      order.readyAt = now
      order.loadingSince = nil
      order.marks.remove(.loadIncomplete)
    }
    note(.orderReady, order: number, "all its compartments are loaded and closed", source)
    makeNotice(for: number, at: now, held: true, source)
  }
}
