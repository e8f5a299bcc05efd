// Goods sensors. A sensor is a witness beside the door, never instead of it:
//
// - a load is the close of an opened door; with nothing to be seen inside, the order is not ready until there is;
// - a pickup is the close of a door that was opened for it; it is over at once when the goods are seen to go, and it is none
//   while they are still to be seen;
// - what nobody can read, or no sensor sees, is decided by the door alone.
//
// Door and sensor settle in any sequence: what they disagree on has `BankRules.goodsSettle` from the close on. Until then a
// slot whose door is shut stays `opened`, `reopened` or `collecting`.
extension Bank {
  /// A goods sensor was read: for the first time, or with a change.
  package mutating func goodsReported(_ report: GoodsReport, at now: Moment) -> Step {
    let name = report.compartment
    guard let before = compartments[name]?.goods, before != report.goods else { return finish() }
    let source = Source.input(report.input)
    setGoods(report.goods, in: name)
    switch report.goods {
    case .present: goodsSeen(name, at: now, source)
    case .absent: goodsGone(name, wereSeen: before == .present, at: now, source)
    case .unknown: break
    }
    awaitSensor(name)
    return finish()
  }

  /// Closed, and no pulse of ours plays with its latch.
  func isShut(_ name: CompartmentName) -> Bool { compartments[name]?.door == .closed }

  private mutating func goodsSeen(_ name: CompartmentName, at now: Moment, _ source: Source) {
    guard isShut(name), let order = holder(of: name), let slot = order.slot(name) else { return }
    let closedAt = compartments[name]?.closedAt ?? now
    switch slot.progress {
    case .opened:
      load(order.number, name, "closed with the order assigned, and its sensor sees the goods", at: closedAt, source)
      update(order.number) { $0.marks.remove(.empty) }
      becomeReadyIfLoaded(order.number, at: now, source)
    case .reopened:
      update(order.number) { $0.set(name, .loaded, at: closedAt) }
      note(.loadTaken, order: order.number, compartment: name, "closed again, and its sensor sees the goods", source)
    // A person looks first, or a sensor that flickers would fill the ledger.
    case .loaded: break
    case .waiting, .collecting, .collected: break
    }
  }

  private mutating func goodsGone(_ name: CompartmentName, wereSeen: Bool, at now: Moment, _ source: Source) {
    guard let order = holder(of: name), let slot = order.slot(name) else {
      guard isShut(name), compartments[name]?.occupancy == .toClear else { return }
      update(name) { $0.occupancy = .empty }
      note(.compartmentCleared, compartment: name, "its sensor sees nothing inside", source)
      return
    }
    switch slot.progress {
    case .collecting where order.state == .pickupUnsure: break
    // What was never seen can't be seen to go.
    case .collecting: if isShut(name) || wereSeen { collected(order.number, name, at: now, source) }
    case .loaded where isShut(name): emptied(order, name, wereSeen: wereSeen, at: now, source)
    case .waiting, .opened, .loaded, .reopened, .collected: break
    }
  }

  /// The goods are gone behind a closed door.
  private mutating func emptied(
    _ order: Order, _ name: CompartmentName, wereSeen: Bool, at now: Moment, _ source: Source
  ) {
    let box = compartments[name]
    let isSoon = box?.closedAt.map { now - $0 <= BankRules.goodsSettle } ?? false
    if wereSeen, order.readyAt != nil, box?.unlock(behindOpeningAt: now)?.reason == .pickup {
      beginPickup(order, name, "unlocked for the pickup, and its sensor saw the goods go", source)
      if orders[order.number]?.state != .pickupUnsure { collected(order.number, name, at: now, source) }
    } else if order.state == .loading || isSoon && mayBecomeUnready(order, name) {
      takeBackEmpty(order, name, at: now, source)
    } else if !order.marks.contains(.empty) {
      update(order.number) { $0.marks.insert(.empty) }
      note(
        .goodsMissing, order: order.number, compartment: name,
        "its sensor sees nothing inside any more: look, then order ready, unload, collect or remove", source)
    }
  }

  /// Its text has not left, and no other of its doors means something else.
  private func mayBecomeUnready(_ order: Order, _ name: CompartmentName) -> Bool {
    guard order.state == .ready, order.slots.allSatisfy({ $0.progress == .loaded || $0.progress == .reopened }) else {
      return false
    }
    switch order.notice?.state {
    case .held, .pending, .suppressed, .dead, nil: return true
    case .sending, .unsure, .accepted, .withdrawn, .expired: return false
    }
  }

  /// It was no load after all.
  private mutating func takeBackEmpty(_ order: Order, _ name: CompartmentName, at now: Moment, _ source: Source) {
    if order.state == .ready {
      withdraw(order.number, "\(name) was closed empty", source)
      update(order.number) { $0.becomeUnready(name, at: now) }
    } else {
      update(order.number) { $0.setEmpty(name) }
    }
    update(name) { $0.occupancy = .empty }
    note(
      .loadTakenBack, order: order.number, compartment: name, "closed, and its sensor sees nothing inside any more",
      source)
  }
}

// A door that is shut while its sensor says something else.
extension Bank {
  /// Sets the timer for a slot whose door and sensor don't agree yet.
  mutating func awaitSensor(_ name: CompartmentName) { lower(holder(of: name).flatMap(deadline(of:))) }

  /// When the sensor has had its time; nil when nothing is left to wait for.
  func sensorDue(_ slot: Order.Slot, of order: Order) -> Moment? {
    guard let box = compartments[slot.compartment], box.door == .closed, let closedAt = box.closedAt else { return nil }
    switch slot.progress {
    case .opened where box.goods == .absent && !order.marks.contains(.empty): break
    case .reopened: break
    case .collecting where order.state != .pickupUnsure: break
    case .waiting, .opened, .loaded, .collecting, .collected: return nil
    }
    return closedAt + BankRules.goodsSettle
  }

  /// The sensor has had its time: what it says now counts.
  mutating func sensorsSettled(_ number: OrderNumber, at now: Moment) {
    for slot in orders[number]?.slots ?? [] {
      guard let order = orders[number], let due = sensorDue(slot, of: order), due <= now else { continue }
      let name = slot.compartment
      let goods = compartments[name]?.goods ?? .unknown
      switch slot.progress {
      case .opened:
        update(number) { $0.marks.insert(.empty) }
        note(
          .loadEmpty, order: number, compartment: name,
          "closed, and its sensor sees nothing inside: the order is not ready; put the goods in, or order ready", .timer
        )
      case .reopened:
        let closedAt = compartments[name]?.closedAt ?? now
        update(number) { $0.set(name, .loaded, at: closedAt) }
        note(.loadTaken, order: number, compartment: name, "closed again", .timer)
        if goods == .absent, let order = orders[number] { emptied(order, name, wereSeen: false, at: due, .timer) }
      case .collecting where goods == .present:
        update(number) { order in
          order.set(name, .loaded)
          order.marks.insert(.leftInside)
        }
        note(
          .goodsLeft, order: number, compartment: name,
          "opened for the pickup and closed, and its sensor still sees goods: look, then order collect or ready", .timer
        )
      case .collecting: collected(number, name, at: now, .timer)
      case .waiting, .loaded, .collected: break
      }
    }
  }
}
