extension Bank {
  /// One scanner: the pair it is in, and what was last wrong with its labels. Never stored: a restart begins anew.
  struct ScanStation: Hashable, Sendable {
    struct Trouble: Hashable, Sendable {
      let message: String
      let until: Moment
    }

    var pairing = ScanPairing()
    /// Until the next pair that is taken, or until nobody can do anything about it any more.
    var trouble: Trouble?

    var deadline: Moment? { [pairing.deadline, trouble?.until].compactMap(\.self).min() }
  }

  /// How long health speaks of a scan that could not be taken.
  static let scanTroubleLasts = Duration.seconds(900)

  /// A scanner has read a label. It has happened, so what can't be taken is said in the ledger and in health.
  ///
  /// A compartment and an order within the pair window are an assignment that claims an earlier unclaimed close, since
  /// goods may be inside when the labels are scanned.
  package mutating func scanned(_ scan: Scan, at now: Moment) -> Step {
    let source = Source.input(scan.scanner)
    // The timer may be late.
    forgetLateScan(scan.scanner, at: now, source)
    switch scan.label.reading(among: configured) {
    case .compartment(let name): take(.compartment(name), scan.scanner, at: now, source)
    case .order(let number, let isSure): take(.order(number, isSure: isSure), scan.scanner, at: now, source)
    case .strangeCompartment(let name):
      refuse(scan.scanner, "there is no compartment \(name) at this bank", at: now, source)
    case .nothing:
      refuse(
        scan.scanner,
        "a label of \(scan.label.length) characters is neither a compartment's nor an order's: see compartment_pattern and order_pattern",
        at: now, source)
    }
    return finish()
  }

  /// Labels that waited for too long for the other one.
  mutating func scannersTimePassed(at now: Moment) {
    for scanner in stations.keys.sorted() { forgetLateScan(scanner, at: now, .timer) }
  }

  private mutating func forgetLateScan(_ scanner: String, at now: Moment, _ source: Source) {
    guard stations[scanner]?.deadline.map({ $0 <= now }) == true else { return }
    let window = rules.pairWindow
    let late = change(scanner) { station in
      if let trouble = station.trouble, trouble.until <= now { station.trouble = nil }
      return station.pairing.timePassed(at: now, window: window)
    }
    if let late { leftAlone(late, scanner, "within \(window.components.seconds) s", at: now, source) }
  }

  private mutating func take(_ half: ScanPairing.Half, _ scanner: String, at now: Moment, _ source: Source) {
    let window = rules.pairWindow
    switch change(scanner, { $0.pairing.scanned(half, at: now, window: window) }) {
    case .repeated, .waits(left: nil): break
    case .waits(let left?): leftAlone(left, scanner, "before the next one", at: now, source)
    case .outOfTurn: leftAlone(half, scanner, "before it", at: now, source)
    case .pair(let pair): assign(pair, scanner, at: now, source)
    }
  }

  private mutating func assign(_ pair: ScanPairing.Pair, _ scanner: String, at now: Moment, _ source: Source) {
    let name = pair.compartment
    do throws(Refusal) {
      let order = try assignable(pair)
      if let slot = order.slot(name) {
        claimAgain(slot, of: order.number, at: now, source)
      } else {
        add(name, to: order, at: now, source)
      }
      change(scanner) { $0.trouble = nil }
    } catch {
      let order = pair.isOrderSure || orders[pair.order] != nil ? pair.order : nil
      refuse(scanner, order: order, compartment: name, error.message, at: now, source)
    }
  }

  /// The order, when the compartment can be given to it or is its own already.
  private func assignable(_ pair: ScanPairing.Pair) throws(Refusal) -> Order {
    let (name, number) = (pair.compartment, pair.order)
    guard let order = orders[number], !order.state.isEnd else {
      // What a bare pattern takes for a number may be anything, a pickup code too.
      let what = pair.isOrderSure ? "order \(number), which" : "an order that"
      throw Refusal(
        .notFound, "compartment \(name) was scanned with \(what) is not known here: announce it, then scan both again")
    }
    if let slot = order.slot(name), slot.progress != .collected { return order }
    if let holder = holders[name] {
      throw Refusal(
        .conflict, "compartment \(name) was scanned with order \(number), and is taken by order \(holder)",
        order: holder)
    }
    let refused = "compartment \(name) is not given to order \(number)"
    switch order.state {
    case .ready where order.slots.contains { $0.progress == .collecting }:
      throw Refusal(.conflict, "\(refused), which is being picked up", order: number)
    case .ready where order.body == nil:
      throw Refusal(.conflict, "\(refused): \(Order.unreadable)", order: number)
    case .announced, .assigned, .loading, .ready: break
    case .pickupUnsure, .partlyCollected, .expired, .collected, .removed, .cancelled:
      throw Refusal(.conflict, "\(refused), which is \(order.state.rawValue)", order: number)
    }
    switch order.currentNotice?.state {
    case .accepted:
      throw Refusal(
        .conflict,
        "\(refused): its customer has been texted; when this is one more box of it, say order unload and scan again",
        order: number)
    case .sending:
      throw Refusal(.tryAgain, "\(refused): its text is being sent right now", order: number)
    case .held, .pending, .unsure, .withdrawn, .expired, .dead, .suppressed, nil: break
    }
    return order
  }

  private mutating func add(_ name: CompartmentName, to order: Order, at now: Moment, _ source: Source) {
    let number = order.number
    withdraw(number, "another compartment was scanned for it", source)
    update(number) { $0.add(name, at: now) }
    holders[name] = number
    note(.orderAssigned, order: number, compartment: name, "assigned to \(name) by a scan", source)
    if let box = claimable(name, at: now) {
      claim(box, for: number, at: now, source)
    } else if compartments[name]?.isOpen == true {
      startLoading(number, name, "stood open when it was scanned", at: now, source)
    }
    becomeReadyIfLoaded(number, at: now, source)
  }

  /// The compartment is the order's already: all that may be new is that its goods are inside.
  private mutating func claimAgain(_ slot: Order.Slot, of number: OrderNumber, at now: Moment, _ source: Source) {
    guard slot.progress == .waiting, let box = claimable(slot.compartment, at: now) else { return }
    claim(box, for: number, at: now, source)
    becomeReadyIfLoaded(number, at: now, source)
  }

  // MARK: What can't be taken

  private mutating func leftAlone(
    _ half: ScanPairing.Half, _ scanner: String, _ when: String, at now: Moment, _ source: Source
  ) {
    var (order, compartment): (OrderNumber?, CompartmentName?)
    let message: String
    switch half {
    case .compartment(let name):
      compartment = name
      message = "compartment \(name) was scanned, and no order \(when): scan both again"
    case .order(let number, let isSure):
      order = isSure || orders[number] != nil ? number : nil
      message = "\(order.map { "order \($0)" } ?? "a label") was scanned, and no compartment \(when): scan both again"
    }
    note(.scanUnpaired, order: order, compartment: compartment, message, source)
    trouble(scanner, message, at: now)
  }

  private mutating func refuse(
    _ scanner: String, order: OrderNumber? = nil, compartment: CompartmentName? = nil, _ message: String,
    at now: Moment, _ source: Source
  ) {
    let window = rules.pairWindow
    if compartment == nil, let left = change(scanner, { $0.pairing.broken(at: now, window: window) }) {
      leftAlone(left, scanner, "before another label", at: now, source)
    }
    note(.scanRefused, order: order, compartment: compartment, message, source)
    trouble(scanner, message, at: now)
  }

  private mutating func trouble(_ scanner: String, _ message: String, at now: Moment) {
    change(scanner) { $0.trouble = ScanStation.Trouble(message: message, until: now + Self.scanTroubleLasts) }
  }

  @discardableResult
  private mutating func change<Result>(_ scanner: String, _ body: (inout ScanStation) -> Result) -> Result {
    journal.stations = journal.stations ?? stations
    let result = body(&stations[scanner, default: ScanStation()])
    lower(stations[scanner]?.deadline)
    return result
  }
}
