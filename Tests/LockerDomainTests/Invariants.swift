import LockerDomain

/// What must be true of a bank at any time. Each check answers with sentences about what is not.
struct Invariants {
  /// The notices that have been settled, with what settled them.
  private var settled: [NoticeID: Notice.State] = [:]
  /// Orders whose latest text somebody asked for again: it waits for no hold.
  private var resent: Set<OrderNumber> = []

  mutating func broken(in scene: Scene, after event: RandomEvent?) -> [String] {
    if case .resend(let number) = event { resent.insert(number) }
    return compartments(in: scene) + orders(in: scene) + sendable(in: scene) + outbox(in: scene) + ledger(of: scene)
      + replay(of: scene)
  }

  private func compartments(in scene: Scene) -> [String] {
    var broken: [String] = []
    var holders: [CompartmentName: OrderNumber] = [:]
    for order in scene.bank.orders.values where !order.state.isEnd {
      for slot in order.slots {
        if let doubt = doubt(about: slot, of: order, in: scene) { broken.append(doubt) }
      }
      for slot in order.slots where slot.progress != .collected {
        if let other = holders.updateValue(order.number, forKey: slot.compartment) {
          broken.append("\(slot.compartment) is held by \(order.number) and \(other)")
        }
        if slot.progress == .loaded, scene.occupancy(slot.compartment) != .loaded {
          broken.append(
            "\(order.number) is in \(slot.compartment), which is \(String(describing: scene.occupancy(slot.compartment)))"
          )
        }
      }
    }
    for name in RandomEvent.compartments where scene.bank.holder(of: name)?.number != holders[name] {
      broken.append("\(name) is said to be held by \(String(describing: scene.bank.holder(of: name)?.number))")
    }
    return broken
  }

  /// A slot is open for something behind a shut door only while a goods sensor says so, or has its time to.
  private func doubt(about slot: Order.Slot, of order: Order, in scene: Scene) -> String? {
    guard scene.bank.compartments[slot.compartment]?.door == .closed else { return nil }
    switch slot.progress {
    case .waiting, .loaded, .collected: return nil
    case .collecting where order.state == .pickupUnsure: return nil
    case .opened, .reopened, .collecting:
      return slot.compartment == RandomEvent.withSensor
        ? nil : "\(order.number): \(slot.compartment) is shut and \(slot.progress)"
    }
  }

  private func orders(in scene: Scene) -> [String] {
    scene.store.orders.values.compactMap { order in
      let progress = Set(order.slots.map(\.progress))
      let fits =
        switch order.state {
        case .announced: progress.isEmpty && order.marks.isEmpty && order.readyAt == nil
        case .assigned: progress == [.waiting] && order.marks.isEmpty && order.readyAt == nil
        case .loading:
          progress.isSubset(of: [.waiting, .opened, .loaded]) && progress != [.waiting] && progress != [.loaded]
        case .ready: progress.isSubset(of: [.loaded, .reopened, .collecting]) && order.readyAt != nil
        case .pickupUnsure: progress.contains(.collecting) && order.readyAt != nil
        case .partlyCollected: progress.contains(.collected) && progress != [.collected] && order.readyAt != nil
        case .expired: progress.isDisjoint(with: [.waiting, .opened]) && progress != [.collected]
        case .collected, .removed, .cancelled: order.body == nil && order.endedAt != nil
        }
      return fits && (order.body != nil) != order.state.isEnd
        ? nil : "\(order.number) is \(order.state) with \(progress)"
    }
  }

  /// Nothing may leave while a door of its order is open or unknown, or within the hold after the last load.
  private func sendable(in scene: Scene) -> [String] {
    scene.store.notices.values.filter { scene.bank.obstacle(to: $0.id) == nil }.flatMap { notice -> [String] in
      guard let order = scene.bank.orders[notice.order], !order.state.isEnd else { return [] }
      var broken: [String] = []
      for slot in order.slots where slot.progress != .collected {
        let door = scene.bank.compartments[slot.compartment]?.door
        if door != .closed {
          broken.append("\(notice.key) may leave with \(slot.compartment) \(String(describing: door))")
        }
      }
      let lastLoad = order.slots.compactMap(\.loadedAt).max()
      if !resent.contains(order.number), let lastLoad, scene.now < lastLoad + scene.bank.rules.hold {
        broken.append("\(notice.key) may leave within the hold")
      }
      if order.state == .pickupUnsure { broken.append("\(notice.key) may leave after a doubtful pickup") }
      return broken
    }
  }

  private mutating func outbox(in scene: Scene) -> [String] {
    var broken: [String] = []
    let notices = scene.store.notices.values.sorted { $0.id < $1.id }
    if Set(notices.map(\.key)).count != notices.count { broken.append("a key is used twice") }
    var cycles: [OrderNumber: Int] = [:]
    for notice in notices {
      if notice.cycle <= cycles[notice.order] ?? 0 { broken.append("\(notice.key): its cycle does not increase") }
      cycles[notice.order] = notice.cycle
      if let before = settled[notice.id], before != notice.state {
        // A withdrawal may be overtaken by the answer to an attempt that was under way; what is dead, a person may take up
        // again or give up.
        switch (before, notice.state) {
        case (.withdrawn, .accepted), (.withdrawn, .withdrawn): break
        case (.dead, .pending), (.dead, .held), (.dead, .expired): break
        default:
          broken.append("\(notice.key) went from \(before) to \(notice.state)")
          continue
        }
      }
      settled[notice.id] = notice.state.isSettled ? notice.state : nil
    }
    return broken
  }

  private func ledger(of scene: Scene) -> [String] {
    let work = scene.work
    var broken: [String] = []
    if work.ledger.isEmpty, !work.isEmpty { broken.append("a change without a word") }
    for order in work.orders where !work.ledger.contains(where: { $0.order == order.number }) {
      broken.append("\(order.number) was changed without a word")
    }
    for entry in work.ledger {
      let secrets = RandomEvent.codes.map(\.text) + RandomEvent.phones.map(\.text)
      if secrets.contains(where: entry.why.contains) { broken.append("a secret is in: \(entry.why)") }
    }
    return broken
  }

  /// A bank made of the rows is the bank that made them.
  private func replay(of scene: Scene) -> [String] {
    let again = scene.store.bank(scene.bank.rules, RandomEvent.compartments, at: scene.now)
    var broken: [String] = []
    if again.orders != scene.bank.orders {
      broken.append("orders in the store: \(again.orders), live: \(scene.bank.orders)")
    }
    if again.unsettledNotices != scene.bank.unsettledNotices { broken.append("the queues differ") }
    for (name, live) in scene.bank.compartments where live.lastKnownDoor != nil {
      guard let stored = again.compartments[name] else { return broken + ["\(name) is not stored"] }
      if stored != MemoryStore.stored(live) { broken.append("\(name) in the store: \(stored), live: \(live)") }
    }
    return broken
  }
}
