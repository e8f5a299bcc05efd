extension Bank {
  /// The agent has started; nobody has seen the doors since `unwatchedSince`.
  ///
  /// Call it first. Every door is unknown until it has been read, since it was seen last. An attempt that was under way when
  /// the agent ended is one whose end nobody saw.
  ///
  /// - Parameter salvage: what came over, when the store was found damaged.
  package mutating func started(unwatchedSince: Moment, salvage: String? = nil, at now: Moment) -> Step {
    note(.started, "the agent has started", .agent)
    timersRan(at: unwatchedSince + Self.timersMayLag * -1)
    if let salvage { note(.storeSalvaged, salvage, .agent) }
    for box in compartments.values.sorted(by: { $0.name < $1.name }) { endInterruptedUnlock(of: box) }
    // Stored with the start that says it: the spell of a door that is not read until the next start goes on.
    for box in compartments.values.sorted(by: { $0.name < $1.name }) {
      let since = box.door == .unknown ? min(box.doorSince, unwatchedSince) : unwatchedSince
      guard box.door != .unknown || box.doorSince != since else { continue }
      update(box.name) { box in
        box.door = .unknown
        box.doorSince = since
      }
    }
    for number in orders.keys.sorted() {
      if let notice = orders[number]?.notice, notice.state == .sending {
        unanswered(number, notice.id, "the agent ended while it was being sent", at: now, .agent)
      }
      completeNotice(of: number, .agent)
      suppressIfForbidden(number, .agent)
      for slot in orders[number]?.slots ?? [] where !configured.contains(slot.compartment) {
        note(
          .compartmentMissing, order: number, compartment: slot.compartment,
          "the configuration has no such compartment any more; the order stays", .agent)
      }
    }
    return finish()
  }

  /// The agent stops; since then nobody watches the doors.
  package mutating func stopped() -> Step {
    note(.stopped, "the agent stops", .agent)
    return finish()
  }

  /// Somebody saw codes and phone numbers as they are.
  package mutating func revealed(_ what: String, to source: Source) -> Step {
    note(.revealed, "\(what) shown with codes and phone numbers", source)
    return finish()
  }

  /// New settings; what is under way keeps the texts it has, unless the mode now forbids to send them.
  package mutating func adopt(_ rules: BankRules, by source: Source) -> Step {
    journal.rules = self.rules
    self.rules = rules
    note(.settingsAdopted, "the configuration was read again", source)
    for number in orders.keys.sorted() { suppressIfForbidden(number, source) }
    for order in orders.values { lower(deadline(of: order)) }
    for compartment in compartments.values { lower(deadline(of: compartment)) }
    return finish()
  }
}
