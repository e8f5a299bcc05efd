extension Configuration {
  /// `timing`: how long the rules wait.
  package struct Timing: Hashable, Sendable {
    /// What happens to the ready text when the pickup is seen before it was accepted.
    package enum PickupBeforeText: String, CaseIterable, Hashable, Sendable { case hold, withdraw, send }

    /// From the last close to the ready text.
    package let hold: Duration
    /// A shorter opening loads nothing.
    package let minOpen: Duration
    /// From a compartment's close: an opening within it is staff adding something.
    package let reloadWindow: Duration
    /// How old a close may be that an order claims.
    package let claimWindow: Duration
    /// How long a scanned label waits for the other one: a compartment for its order, or the reverse.
    package let pairWindow: Duration
    /// How long an announced order waits for its scan.
    package let announcedLifetime: Duration
    /// An open door is reported after this.
    package let ajarAfter: Duration
    package let loadIncompleteAfter: Duration
    /// A longer spell without readings has orders confirmed by a person.
    package let unseenAfter: Duration
    package let pickupWindow: Duration
    package let pickupBeforeText: PickupBeforeText
  }
}

extension Configuration.Timing {
  private static let day = 0...86_400

  /// Without the section, or after an error in it, the defaults.
  init(_ node: Node?, _ report: Report) {
    let section = node.flatMap { Section($0, keys: Schema.timing, report) } ?? .absent(report)
    hold = section.seconds("hold_s", in: 0...3600, default: 10)
    minOpen = section.seconds("min_open_s", in: 0...3600, default: 0)
    reloadWindow = section.seconds("reload_window_s", in: Self.day, default: 60)
    claimWindow = section.seconds("claim_window_s", in: Self.day, default: 600)
    pairWindow = section.seconds("pair_window_s", in: 5...3600, default: 60)
    announcedLifetime = section.hours("announced_ttl_h", in: 1...8760, default: 336)
    ajarAfter = section.seconds("ajar_after_s", in: Self.day, default: 120)
    loadIncompleteAfter = section.seconds("load_incomplete_after_s", in: Self.day, default: 1800)
    unseenAfter = section.seconds("unseen_after_s", in: Self.day, default: 60)
    pickupWindow = section.hours("pickup_window_h", in: 1...8760, default: 72)
    pickupBeforeText = section.choice("pickup_before_text", default: .hold)
  }
}
