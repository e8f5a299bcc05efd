extension Bank {
  /// What `place` did with the request.
  package enum Placement: Hashable, Sendable {
    case created
    /// The same request was taken before.
    case unchanged
    /// Name, phone, code or compartments were changed before the text was accepted.
    case rewritten
  }

  /// Takes an order, or a changed request for one that has not been texted yet.
  ///
  /// - Parameters:
  ///   - digest: the store's keyed hash of the request.
  ///   - previous: the last life of this number, when it has ended and left the memory.
  package mutating func place(
    _ request: OrderRequest, digest: BodyDigest, previous: Order?, at now: Moment, by source: Source
  ) throws(Refusal) -> (Placement, Step) {
    let known = orders[request.number] ?? previous
    if let order = known, !order.state.isEnd {
      if order.digest == digest {
        let isClaimed = request.loaded && claimWaiting(order, at: now, source)
        announceAgain(order, at: now, source)
        return (isClaimed ? .rewritten : .unchanged, finish())
      }
      try check(request)
      try rewrite(order, request, digest, at: now, source)
      return (.rewritten, finish())
    }
    if let ended = known, ended.digest == digest, !request.again, !ended.marks.contains(.unscanned) {
      throw Refusal(
        .conflict,
        "order \(request.number) has ended (\(ended.state.rawValue)) and this is the same request; say again to use it once more (--again, in JSON \"again\": true)",
        order: request.number)
    }
    try check(request)
    try checkFree(request.compartments, for: request.number)
    withdraw(request.number, "the order's number is used again", source)
    insert(
      Order(
        number: request.number, body: request.body, digest: digest,
        slots: request.compartments.map { Order.Slot(compartment: $0) },
        state: request.compartments.isEmpty ? .announced : .assigned, cycle: known?.cycle ?? 0, placedAt: now))
    if request.compartments.isEmpty {
      note(.orderAnnounced, order: request.number, "known; a scan or another request gives it a compartment", source)
    } else {
      note(
        .orderAssigned, order: request.number,
        "assigned to \(request.compartments.map(\.text).joined(separator: ", "))", source)
    }
    beginSlots(request.compartments, of: request.number, loaded: request.loaded, at: now, source)
    return (.created, finish())
  }

  private func check(_ request: OrderRequest) throws(Refusal) {
    guard !request.compartments.isEmpty || !request.loaded else {
      throw Refusal(.invalid(field: "loaded"), "loaded claims the last close of a compartment, and none is named")
    }
    for name in request.compartments {
      // What the order has already, it may keep.
      guard configured.contains(name) || holders[name] == request.number else {
        throw Refusal(
          .invalid(field: "compartments"), "there is no compartment \(name); this bank has \(configuredNames)")
      }
      guard request.compartments.count(where: { $0 == name }) == 1 else {
        throw Refusal(.invalid(field: "compartments"), "compartment \(name) is named twice")
      }
    }
    if rules.template.placeholders.contains(.name), request.body.name == nil {
      throw Refusal(.invalid(field: "customer.name"), "the text of this bank holds {name}: say the customer's name")
    }
  }

  private var configuredNames: String {
    let names = configured.sorted().map(\.text)
    let shown = names.prefix(20).joined(separator: ", ")
    return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
  }

  private func checkFree(_ names: [CompartmentName], for number: OrderNumber) throws(Refusal) {
    for name in names {
      if let holder = holders[name], holder != number {
        throw Refusal(
          .conflict, "compartment \(name) is taken by order \(holder): choose another, or end that order", order: holder
        )
      }
    }
  }

  /// The doors as the order finds them: a close before the assignment, or a door that stands open.
  private mutating func beginSlots(
    _ names: [CompartmentName], of number: OrderNumber, loaded: Bool, at now: Moment, _ source: Source
  ) {
    for name in names {
      guard let compartment = compartments[name] else { continue }
      if loaded { claim(compartment, for: number, at: now, source) }
      if compartment.isOpen {
        startLoading(number, name, "stood open when the order was assigned", at: now, source)
      }
    }
    becomeReadyIfLoaded(number, at: now, source)
  }

  /// The compartment, if its last close belongs to nobody yet and is not too old.
  func claimable(_ name: CompartmentName, at now: Moment) -> Compartment? {
    compartments[name].flatMap { box in
      box.goods != .absent && box.unclaimedClose.map { now - $0 <= rules.claimWindow } ?? false ? box : nil
    }
  }

  mutating func claim(
    _ compartment: Compartment, for number: OrderNumber, at now: Moment, _ source: Source
  ) {
    let name = compartment.name
    guard compartment.goods != .absent else {
      note(.loadNotClaimed, order: number, compartment: name, "its sensor sees nothing inside", source)
      return
    }
    guard let close = compartment.unclaimedClose, now - close <= rules.claimWindow else {
      note(
        .loadNotClaimed, order: number, compartment: name,
        "no unclaimed close within \(rules.claimWindow.components.seconds) s: open and close it", source)
      return
    }
    update(number) { $0.startLoading(name, at: now) }
    load(number, name, at: close, source)
    note(
      .loadClaimed, order: number, compartment: name, "closed \((now - close).tenths) s before it was assigned", source)
  }

  /// The same request once more, and now its goods are inside: true when a close could be claimed for that.
  private mutating func claimWaiting(_ order: Order, at now: Moment, _ source: Source) -> Bool {
    let claimable = order.slots.filter { $0.progress == .waiting }
      .compactMap { self.claimable($0.compartment, at: now) }
    for box in claimable { claim(box, for: order.number, at: now, source) }
    becomeReadyIfLoaded(order.number, at: now, source)
    return !claimable.isEmpty
  }

  private mutating func rewrite(
    _ order: Order, _ request: OrderRequest, _ digest: BodyDigest, at now: Moment, _ source: Source
  ) throws(Refusal) {
    let number = order.number
    switch order.currentNotice?.state {
    case .sending:
      throw Refusal(
        .tryAgain, "the text of order \(number) is being sent right now; try again in a moment", order: number)
    case .accepted:
      throw Refusal(
        .conflict, "Prokeep has the text of order \(number): say order resend for another, or cancel it first",
        order: number)
    case .held, .pending, .unsure, .withdrawn, .expired, .dead, .suppressed, nil: break
    }
    // None named: they are the scanner's business.
    let isMoved = !request.compartments.isEmpty && Set(request.compartments) != Set(order.slots.map(\.compartment))
    if isMoved {
      guard [.announced, .assigned, .loading].contains(order.state) else {
        throw Refusal(
          .conflict, "order \(number) is \(order.state.rawValue): say order unload before it gets other compartments",
          order: number)
      }
      try checkFree(request.compartments, for: number)
    }
    update(number) { order in
      order.body = request.body
      order.digest = digest
    }
    note(.orderRewritten, order: number, "name, phone, code or compartments changed", source)
    if isMoved {
      reassign(order, request.compartments, loaded: request.loaded, at: now, source)
    } else {
      rewriteNotice(of: number, at: now, source)
    }
  }

  private mutating func reassign(
    _ order: Order, _ names: [CompartmentName], loaded: Bool, at now: Moment, _ source: Source
  ) {
    for slot in order.slots where !names.contains(slot.compartment) { leave(slot) }
    let added = names.filter { order.slot($0) == nil }
    update(order.number) { order in
      order.slots = names.map { order.slot($0) ?? Order.Slot(compartment: $0) }
      order.becomeAssignedIfEmpty()
    }
    for name in added { holders[name] = order.number }
    beginSlots(added, of: order.number, loaded: loaded, at: now, source)
  }

  /// A text that has never left is written anew; one that may have left, or never will, gets a successor with its own key.
  private mutating func rewriteNotice(of number: OrderNumber, at now: Moment, _ source: Source) {
    guard let order = orders[number], let body = order.body, let notice = order.currentNotice else { return }
    switch notice.state {
    case .held, .pending:
      if !notice.wasUnanswered, suppressor(of: body.phone) == nil, case .success(let text) = text(for: order, body) {
        journal.notices.append(.rewrite(notice.id, to: body.phone, text: text))
        update(number) { $0.notice?.to = body.phone }
        note(.noticeRewritten, order: number, notice: notice.id, "its order was changed before it left", source)
      } else {
        succeedNotice(of: number, at: now, source)
      }
    case .unsure: succeedNotice(of: number, at: now, source)
    case .expired, .dead, .suppressed:
      makeNotice(for: number, at: now, held: true, source)
    case .sending, .accepted, .withdrawn: break
    }
  }

  private mutating func succeedNotice(of number: OrderNumber, at now: Moment, _ source: Source) {
    withdraw(number, "its order was changed; a new text follows", source)
    makeNotice(for: number, at: now, held: true, source)
  }
}
