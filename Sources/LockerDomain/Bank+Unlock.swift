// What this agent opens itself.
extension Bank {
  /// A person asks for an unlock. The step has to be durable before the request leaves: whatever becomes of the answer, the
  /// opening is understood, and the ledger has it.
  package mutating func unlockAsked(
    _ name: CompartmentName, _ reason: Compartment.Unlock.Reason, at now: Moment, by source: Source
  ) throws(Refusal) -> Step {
    guard configured.contains(name), let box = compartments[name] else {
      throw Refusal(.notFound, "there is no compartment \(name)")
    }
    guard box.unlockUnderWay == nil else {
      throw Refusal(.tryAgain, "an unlock of \(name) is under way; wait for its end, and look at the door")
    }
    update(name) { $0.unlockUnderWay = Compartment.UnlockUnderWay(Compartment.Unlock(reason: reason, at: now)) }
    note(.unlockAsked, order: holders[name], compartment: name, "unlock for \(reason.rawValue)", source)
    return finish()
  }

  /// An unlock has come to its end. One that was not sent or was refused causes no opening after that; of two in a row, the
  /// earlier one may still have caused it.
  package mutating func unlockEnded(
    _ name: CompartmentName, _ end: Compartment.Unlock.End, _ why: String, by source: Source
  ) -> Step {
    guard let underWay = compartments[name]?.unlockUnderWay else { return finish() }
    let mayOpen =
      switch end {
      case .notSent, .refused: false
      case .accepted, .unknown: !underWay.hasOpened
      }
    update(name) { box in
      box.unlockUnderWay = nil
      if mayOpen { box.unlock = underWay.unlock }
    }
    let kind: LedgerEntry.Kind =
      switch end {
      case .notSent: .unlockNotSent
      case .refused: .unlockRefused
      case .accepted: .unlockAccepted
      case .unknown: .unlockUnknown
      }
    note(kind, order: holders[name], compartment: name, "unlock for \(underWay.unlock.reason.rawValue): \(why)", source)
    return finish()
  }

  /// The agent ended before the unlock did.
  mutating func endInterruptedUnlock(of box: Compartment) {
    guard let underWay = box.unlockUnderWay else { return }
    update(box.name) { box in
      box.unlockUnderWay = nil
      if !underWay.hasOpened { box.unlock = underWay.unlock }
    }
    note(
      .unlockUnknown, order: holders[box.name], compartment: box.name,
      """
      unlock for \(underWay.unlock.reason.rawValue): the agent ended before the board's answer; look whether it opened, \
      nothing is sent again
      """, .agent)
  }
}

// Contacts that sense the latch. A pulse draws it, the contact says open, and when the pulse is over it says closed again
// if nobody pulled the door. So after an unlock of ours an open latch is an opening once it stays open for longer than a
// pulse lasts, counted from its first reading; what falls back before that is none:
//
// - no load, no pickup, no reload; its order stays as it was, and its text waits while the latch is drawn;
// - after an unlock by staff or for service that is all;
// - after one for a pickup, with the order inside, nobody knows whether the customer pulled the door in that moment and let
//   it fall shut. A goods sensor decides; without one the order stays ready and is marked for a person to look inside.
//
// Without an unlock of ours, an open latch is an open door.
extension Bank {
  mutating func latchDrawn(_ name: CompartmentName, at now: Moment, _ source: Source) {
    update(name) { box in
      box.door = .open
      box.doorSince = now
      box.latchDrawnAt = now
    }
    note(
      .latchDrawn, order: holders[name], compartment: name,
      "drawn by the unlock; an opening if it stays so for \(BankRules.latchPulse.tenths) s", source)
  }

  mutating func latchFellBack(_ name: CompartmentName, _ drawnAt: Moment, at now: Moment, _ source: Source) {
    let unlock = compartments[name]?.unlock(behindOpeningAt: drawnAt)?.reason
    update(name) { box in
      box.door = .closed
      box.doorSince = now
      box.latchDrawnAt = nil
    }
    note(
      .latchFellBack, order: holders[name], compartment: name,
      "fell back after \((now - drawnAt).tenths) s: the unlock's pulse, no opening", source)
    guard unlock == .pickup, compartments[name]?.goods == .unknown, let order = holder(of: name),
      order.readyAt != nil, order.slot(name)?.progress == .loaded, !order.marks.contains(.unseen)
    else { return }
    update(order.number) { $0.marks.insert(.unseen) }
    note(
      .orderUnseen, order: order.number, compartment: name,
      "unlocked for the pickup, and the latch can't tell whether anybody opened: look inside, then order collect or ready",
      source)
  }

  /// The latch has been drawn for longer than a pulse lasts: the door was opened when it was drawn.
  mutating func confirmDrawnLatch(_ name: CompartmentName, at now: Moment, _ source: Source) {
    guard let drawnAt = compartments[name]?.latchDrawnAt, now - drawnAt >= BankRules.latchPulse else { return }
    opened(name, inferred: false, at: drawnAt, source)
  }
}
