import BoardProtocols

/// One line of a capture.
package struct CaptureEvent: Hashable, Sendable {
  package enum What: Hashable, Sendable {
    /// The agent opened the port, or already had it when the recording began.
    case opened(bus: String)
    case closed(bus: String)
    /// One write of the agent.
    case sent(bus: String, [UInt8])
    /// One read of the agent: a whole answer, a piece of one, junk.
    case received(bus: String, [UInt8])
    /// What a GPIO contact has settled on. Doors behind a bus follow from its bytes.
    case door(compartment: String, Door)
    /// An order was placed, or changed; `order` is its pseudonym. Without compartments it is announced.
    case placed(order: Int, compartments: [String], loaded: Bool, again: Bool)
    case performed(Command, order: Int)
    /// The agent was asked for an unlock and is about to send it. Unlocks by others have bytes only.
    case unlockAsked(compartment: String, UnlockReason)
    case scanned(scanner: String, Label)
    /// So many events are missing here: the recording could not keep up.
    case lost(Int)
  }

  package struct Door: Hashable, Sendable {
    package enum State: String, CaseIterable, Hashable, Sendable { case closed, open, unknown }

    package var state: State
    /// The level, 0 or 1; nil while unknown.
    package var raw: Int?
    /// Why it is unknown.
    package var reason: String?

    package init(_ state: State, raw: Int?, reason: String? = nil) {
      self.state = state
      self.raw = raw
      self.reason = reason
    }
  }

  /// What somebody did to an order.
  package enum Command: String, CaseIterable, Hashable, Sendable {
    case cancel, ready, unload, collect, remove, resend
  }

  /// Who wants the door open.
  package enum UnlockReason: String, CaseIterable, Hashable, Sendable { case staff, pickup, service }

  /// What a scanned label means; what it says is left out.
  package enum Label: Hashable, Sendable {
    case compartment(String)
    /// By the order's pseudonym, whether or not it is known to the bank.
    case order(Int)
    /// So many characters that are neither a compartment's nor an order's.
    case unknown(length: Int)
  }

  /// Since the recording began, to the microsecond.
  package var at: Duration
  package var what: What

  package init(at: Duration, _ what: What) {
    self.at = at
    self.what = what
  }

  /// Its line, without the break.
  package var text: String { CaptureTime.column(at) + " " + words }

  /// The line that says that nothing is missing behind it.
  package static func end(at time: Duration) -> String { CaptureTime.column(time) + " end" }

  private var words: String {
    switch what {
    case .opened(let bus): "open \(CaptureWord.text(bus))"
    case .closed(let bus): "closed \(CaptureWord.text(bus))"
    case .sent(let bus, let bytes): "> \(CaptureWord.text(bus)) \(Hex.text(bytes))"
    case .received(let bus, let bytes): "< \(CaptureWord.text(bus)) \(Hex.text(bytes))"
    case .door(let compartment, let door):
      "door \(CaptureWord.text(compartment)) \(door.state.rawValue) \(door.raw.map(String.init) ?? "-")"
        + (door.reason.map { " \(CaptureWord.text($0))" } ?? "")
    case .placed(let order, let compartments, let loaded, let again):
      (["order \(order) place"] + compartments.map(CaptureWord.text)).joined(separator: " ")
        + (loaded ? " --loaded" : "") + (again ? " --again" : "")
    case .performed(let command, let order): "order \(order) \(command.rawValue)"
    case .unlockAsked(let compartment, let reason): "unlock \(CaptureWord.text(compartment)) \(reason.rawValue)"
    case .scanned(let scanner, let label): "scan \(CaptureWord.text(scanner)) \(label.words)"
    case .lost(let count): "lost \(count)"
    }
  }
}

extension CaptureEvent.Label {
  fileprivate var words: String {
    switch self {
    case .compartment(let name): "compartment \(CaptureWord.text(name))"
    case .order(let pseudonym): "order \(pseudonym)"
    case .unknown(let length): "unknown \(length)"
    }
  }
}
