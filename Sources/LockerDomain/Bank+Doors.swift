extension Bank {
  /// A door was read: for the first time, or with a change.
  ///
  /// A report that says what is known already is nothing.
  package mutating func doorReported(_ report: DoorReport, at now: Moment) -> Step {
    guard let compartment = compartments[report.compartment], compartment.door != report.state else { return finish() }
    let source = Source.input(report.input)
    // The timer may be late.
    confirmDrawnLatch(compartment.name, at: now, source)
    switch report.state {
    case .unknown:
      update(compartment.name) { box in
        box.door = .unknown
        box.doorSince = now
        box.unclaimedClose = nil
        box.latchDrawnAt = nil
        box.goods = .unknown
      }
      note(.doorUnknown, compartment: compartment.name, report.reason ?? "the door can't be read", source)
    case .open, .closed:
      if compartment.door == .unknown {
        found(compartment, report.state, at: now, source)
      } else if let drawnAt = compartments[compartment.name]?.latchDrawnAt {
        latchFellBack(compartment.name, drawnAt, at: now, source)
      } else if report.state == .open, report.sensor == .latch, compartment.unlock(behindOpeningAt: now) != nil {
        latchDrawn(compartment.name, at: now, source)
      } else if report.state == .open {
        opened(compartment.name, inferred: false, at: now, source)
      } else {
        closed(compartment.name, inferred: false, at: now, source)
      }
    }
    awaitSensor(compartment.name)
    return finish()
  }

  /// The door has changed more often than could be kept while the store took nothing. Its state is reported by itself.
  package mutating func changesMissed(_ name: CompartmentName, count: Int) -> Step {
    note(
      .doorChangesMissed, order: holders[name], compartment: name,
      "\(count) short changes of the door are not recorded: the store took nothing at that time", .agent)
    return finish()
  }

  /// The door can be read again. What counts is the difference from what was known before.
  private mutating func found(_ compartment: Compartment, _ state: DoorState, at now: Moment, _ source: Source) {
    let name = compartment.name
    if now - compartment.doorSince > rules.unseenAfter, compartment.lastKnownDoor != nil { markUnseen(name, source) }
    switch (compartment.lastKnownDoor, state) {
    case (.closed, .open): opened(name, inferred: true, at: now, source)
    case (.open, .closed): closed(name, inferred: true, at: now, source)
    default:
      update(name) { box in
        box.door = state
        box.lastKnownDoor = state
        box.doorSince = now
        if state == .open, box.openedAt == nil { box.openedAt = now }
      }
      note(.doorFound, compartment: name, "found \(state.rawValue); that is no change", source)
      // Assigned while nobody could tell: a door that stands open is open with the order assigned.
      if state == .open, let order = holder(of: name), order.slot(name)?.progress == .waiting {
        startLoading(order.number, name, "found open with the order assigned", at: now, source)
      }
    }
  }

  private mutating func markUnseen(_ name: CompartmentName, _ source: Source) {
    guard let order = holder(of: name), order.state != .assigned, !order.marks.contains(.unseen) else { return }
    update(order.number) { $0.marks.insert(.unseen) }
    note(
      .orderUnseen, order: order.number, compartment: name,
      "nobody could see the door for more than \(rules.unseenAfter.components.seconds) s; look inside, then order ready",
      source)
  }

  mutating func opened(_ name: CompartmentName, inferred: Bool, at now: Moment, _ source: Source) {
    let unlock = compartments[name]?.unlock(behindOpeningAt: now)?.reason
    update(name) { box in
      box.door = .open
      box.lastKnownDoor = .open
      box.doorSince = now
      box.openedAt = now
      box.unclaimedClose = nil
      box.isAjarReported = false
      box.latchDrawnAt = nil
      // It caused this opening, or none.
      box.unlock = nil
      box.unlockUnderWay?.hasOpened = true
    }
    note(
      .doorOpened, order: holders[name], compartment: name, inferred ? "inferred: it was closed and is open" : "opened",
      source)
    guard let order = holder(of: name), let slot = order.slot(name) else { return }
    // Whoever opened it looks inside.
    if !order.marks.isDisjoint(with: [.empty, .leftInside]) {
      update(order.number) { $0.marks.subtract([.empty, .leftInside]) }
    }
    switch (slot.progress, order.state) {
    case (.waiting, _): startLoading(order.number, name, "open with the order assigned", at: now, source)
    case (.loaded, .loading): update(order.number) { $0.set(name, .opened) }
    case (.loaded, _): openedAfterReady(order, name, unlock, at: now, source)
    case (.opened, _), (.reopened, _), (.collecting, _), (.collected, _): break
    }
  }

  /// Staff adding something, or the pickup?
  private mutating func openedAfterReady(
    _ order: Order, _ name: CompartmentName, _ unlock: Compartment.Unlock.Reason?, at now: Moment, _ source: Source
  ) {
    let isSoon = compartments[name]?.closedAt.map { now - $0 <= rules.reloadWindow } ?? false
    let isStaff =
      switch unlock {
      case .pickup: false
      case .staff, .service: true
      case nil: isSoon
      }
    if isStaff {
      update(order.number) { $0.set(name, .reopened) }
      note(
        .orderReopened, order: order.number, compartment: name,
        unlock == nil
          ? "opened within \(rules.reloadWindow.components.seconds) s of its close: staff adding something"
          : "opened by a staff unlock: no pickup", source)
      return
    }
    beginPickup(
      order, name,
      unlock == .pickup ? "opened by an unlock for the pickup" : "opened after the reload window: the pickup", source)
  }

  mutating func beginPickup(_ order: Order, _ name: CompartmentName, _ why: String, _ source: Source) {
    update(order.number) { $0.set(name, .collecting) }
    note(.pickupStarted, order: order.number, compartment: name, why, source)
    guard let notice = order.notice, !notice.state.isSettled else { return }
    switch rules.pickupBeforeText {
    case .hold:
      guard order.state != .pickupUnsure else { return }
      update(order.number) { $0.state = .pickupUnsure }
      note(
        .pickupUnsure, order: order.number, compartment: name, notice: notice.id,
        "opened before the text was accepted: say order collect, or order ready when it was staff", source)
    case .withdraw:
      withdraw(order.number, "picked up before the text was accepted", source)
    case .send:
      break
    }
  }

  private mutating func closed(_ name: CompartmentName, inferred: Bool, at now: Moment, _ source: Source) {
    let openFor = compartments[name]?.openedAt.map { now - $0 } ?? .zero
    update(name) { box in
      box.door = .closed
      box.lastKnownDoor = .closed
      box.doorSince = now
      box.closedAt = now
      box.isAjarReported = false
    }
    note(
      .doorClosed, order: holders[name], compartment: name,
      inferred ? "inferred: it was open and is closed" : "closed after \(openFor.tenths) s", source)
    guard let order = holder(of: name), let slot = order.slot(name) else {
      closedUnassigned(name, isLoad: !inferred && openFor >= rules.minOpen, at: now, source)
      return
    }
    let goods = compartments[name]?.goods ?? .unknown
    switch slot.progress {
    case .opened where !inferred && openFor < rules.minOpen && (goods != .absent || slot.loadedAt == nil):
      update(order.number) { $0.forgetOpening(name) }
      note(
        .loadTooShort, order: order.number, compartment: name,
        "open for less than \(rules.minOpen.tenths) s: no load", source)
      becomeReadyIfLoaded(order.number, at: now, source)
    // Its sensor may see them in a moment; see `awaitSensor`.
    case .opened where goods == .absent: update(order.number) { $0.setEmpty(name) }
    case .opened:
      load(order.number, name, at: now, source)
      becomeReadyIfLoaded(order.number, at: now, source)
    case .reopened:
      if goods != .absent { update(order.number) { $0.set(name, .loaded, at: now) } }
      restartHold(order.number, at: now, source)
    case .collecting where goods == .present: break
    case .collecting:
      if order.state != .pickupUnsure { collected(order.number, name, at: now, source) }
    case .waiting, .loaded, .collected: break
    }
  }

  private mutating func closedUnassigned(
    _ name: CompartmentName, isLoad: Bool, at now: Moment, _ source: Source
  ) {
    if compartments[name]?.occupancy == .toClear {
      guard compartments[name]?.goods != .present else { return }
      update(name) { $0.occupancy = .empty }
      note(.compartmentCleared, compartment: name, "opened and closed after its order had left it", source)
    } else if isLoad {
      update(name) { $0.unclaimedClose = now }
    }
  }

  mutating func collected(_ number: OrderNumber, _ name: CompartmentName, at now: Moment, _ source: Source) {
    update(number) { $0.set(name, .collected) }
    update(name) { $0.occupancy = .empty }
    holders[name] = nil
    guard let order = orders[number] else { return }
    if order.slots.allSatisfy({ $0.progress == .collected }) {
      note(.orderCollected, order: number, compartment: name, "picked up", source)
      end(number, as: .collected, at: now)
    } else {
      if order.state == .ready { update(number) { $0.state = .partlyCollected } }
      note(.partlyCollected, order: number, compartment: name, "picked up; other compartments are still loaded", source)
    }
  }
}

extension Duration {
  /// Seconds with one decimal, for sentences.
  var tenths: String {
    let tenths = inMilliseconds / 100
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}
