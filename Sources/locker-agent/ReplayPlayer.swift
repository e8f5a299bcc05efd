import Agent
import Captures
import Linux
import LocalAPI
import LockerDomain
import Simulation

/// Plays the steps of a capture, each once the agent is through with the one before. It blocks: for a thread of its own.
///
/// Determinism comes from three rules. The clock stands still while the agent works. A board answers a request when the
/// capture says that it is its turn; the agent polls as it likes, and what it asks out of turn gets the last answer again. Texts
/// leave one by one, between two steps.
struct ReplayPlayer {
  /// What did not go as recorded.
  struct Deviations: Encodable, Hashable, Sendable {
    /// Requests of the capture for which the agent did not ask again, by their times.
    var notAsked: [String] = []
    /// Orders, commands and unlocks that the agent refused, with its reason.
    var refused: [String] = []

    private enum CodingKeys: String, CodingKey {
      case refused
      case notAsked = "not_asked"
    }
  }

  /// Whoever replays faster than a step can be must not wait for ever for one that never comes.
  private static let patience = Duration.seconds(30)
  /// How often the agent is asked whether it has got on.
  private static let look = Duration.milliseconds(2)

  private let keeper: Keeper
  private let turnsWithoutPort: (String) -> Int?
  private let unlocks: ReplayUnlocks
  private let clock: ReplayClock
  private let speed: ReplaySpeed
  private let cancellation: ReplayCancellation
  private let contacts: [String: String]
  /// When the capture's beginning was, or would have been.
  private var start = BootTime.now
  private var lines: [ReplayLine]
  private var deviations = Deviations()

  /// - Parameters:
  ///   - turnsWithoutPort: how often a bus has gone round since it has lost its port.
  ///   - contacts: the inputs' names of doors with a contact.
  init(
    keeper: Keeper, turnsWithoutPort: @escaping (String) -> Int?, unlocks: ReplayUnlocks, lines: [ReplayLine],
    contacts: [String: String], clock: ReplayClock, speed: ReplaySpeed, cancellation: ReplayCancellation
  ) {
    self.keeper = keeper
    self.turnsWithoutPort = turnsWithoutPort
    self.unlocks = unlocks
    self.lines = lines
    self.contacts = contacts
    self.clock = clock
    self.speed = speed
    self.cancellation = cancellation
  }

  /// - Throws: `ReplayFailure`, `CancellationError`.
  mutating func play(_ script: CaptureScript) throws -> Deviations {
    let steps = script.steps
    for index in lines.indices { try settle(index) }
    // From here on the agent polls as it did then.
    start = .now - speed.real(steps.first?.at ?? .zero)
    try sendTexts()
    for step in steps {
      try wait(until: step.at)
      try play(step)
      try sendTexts()
    }
    try wait(until: script.end)
    return deviations
  }

  private mutating func play(_ step: CaptureScript.Step) throws {
    switch step.action {
    case .await(let bus, let request): try awaitRequest(request, at: step.at, on: try line(bus))
    case .say(let bus, let bytes, let pause):
      let line = try line(bus)
      if pause > .zero { try listen(for: max(pause, speed.real(pause))) }
      lines[line].say(bytes)
    case .settle(let bus):
      let line = try line(bus)
      try settle(line)
      lines[line].end()
    case .plugIn(let bus):
      let line = try line(bus)
      do throws(PseudoTerminal.Failure) { try lines[line].plugIn() } catch { throw ReplayFailure(error.message) }
      try settle(line)
    case .unplug(let bus):
      let line = try line(bus)
      lines[line].unplug()
      try settle(line)
    case .door(let compartment, let door): try report(door, of: compartment)
    case .place(let order, let compartments, let loaded, let again):
      let put = ReplayOrder.put(order, in: compartments, loaded: loaded, again: again)
      try carryOut("order \(order) place", at: step.at) { [keeper] () throws(LocalAPI.Problem) in
        try keeper.placeNow(ReplayOrder.number(order), put, by: ReplayOrder.uid)
      }
    case .perform(let command, let order):
      try carryOut("order \(order) \(command.rawValue)", at: step.at) { [keeper] () throws(LocalAPI.Problem) in
        try keeper.performNow(ReplayOrder.command(command), on: ReplayOrder.number(order), by: ReplayOrder.uid)
      }
    case .scan(let scanner, let label):
      do throws(InvalidValue) {
        keeper.take(Scan(scanner: scanner, label: try ScannedLabel(label), at: .now))
      } catch {
        throw ReplayFailure(error.message)
      }
    case .askForUnlock(let compartment, let reason):
      try carryOut("unlock \(compartment) \(reason.rawValue)", at: step.at) { [unlocks] () throws(LocalAPI.Problem) in
        try unlocks.ask(compartment, reason)
      }
    case .sendUnlock(let compartment): unlocks.send(compartment)
    case .endUnlock(let compartment): try end(unlockOf: compartment)
    }
  }

  private func line(_ bus: String) throws -> Int {
    guard let index = lines.firstIndex(where: { $0.name == bus }) else {
      throw ReplayFailure("the capture has no bus \(bus)")
    }
    return index
  }

  // MARK: Buses

  private mutating func awaitRequest(_ request: [UInt8], at time: Duration, on line: Int) throws {
    let end = BootTime.now + Self.patience
    while lines[line].request?.bytes != request {
      guard .now < end else { return deviations.notAsked.append(ReplayOutcome.seconds(time)) }
      // Until it has its answer, it asks for nothing else.
      if lines[line].request != nil { lines[line].repeatAnswer() }
      try listen(until: end)
    }
    lines[line].begin()
  }

  /// Until the agent has made of the bytes before what it can: it asks again, or has gone round without a port.
  private mutating func settle(_ line: Int) throws {
    let end = BootTime.now + Self.patience
    var turns: Int?
    while true {
      if lines[line].isPluggedIn {
        if lines[line].request != nil { return }
      } else if let now = turnsWithoutPort(lines[line].name) {
        if let turns, now > turns { return }
        turns = turns ?? now
      }
      guard .now < end else {
        throw ReplayFailure("the agent has not moved on \(lines[line].name) for \(Self.patience.components.seconds) s")
      }
      try listen(until: lines[line].isPluggedIn ? end : .now + Self.look, sparing: line)
    }
  }

  /// Waits for requests until then, once; answers again what has waited for too long.
  ///
  /// - Parameter line: the one whose request is being waited for keeps it.
  private mutating func listen(until end: BootTime, sparing line: Int? = nil) throws {
    let due = lines.indices.filter { $0 != line }.compactMap { lines[$0].patienceEnds }.min()
    _ = Poll.input(
      from: [cancellation.descriptor] + lines.map(\.descriptor), timeout: min(end, due ?? end) - .now)
    if cancellation.isCancelled { throw CancellationError() }
    for index in lines.indices {
      lines[index].listen()
      if let patienceEnds = lines[index].patienceEnds, patienceEnds <= .now { lines[index].repeatAnswer() }
    }
  }

  private mutating func listen(for time: Duration) throws {
    let end = BootTime.now + time
    while .now < end { try listen(until: end) }
  }

  private mutating func end(unlockOf compartment: String) throws {
    let end = BootTime.now + Self.patience
    while unlocks.isUnderWay(compartment) {
      guard .now < end else { throw ReplayFailure("the unlock of \(compartment) has not come to its end") }
      try listen(until: .now + Self.look)
    }
  }

  // MARK: Time

  /// Moves the clock, with all that is due on the way.
  private mutating func wait(until time: Duration) throws {
    while let due = keeper.untilDue, clock.now + due <= time {
      let before = clock.now
      try pace(to: before + due)
      // What could not be carried out is due at once, again and again.
      clock.set(before + max(due, .milliseconds(1)))
      keeper.clockMoved()
      try sendTexts()
    }
    try pace(to: time)
    clock.set(time)
  }

  private mutating func pace(to time: Duration) throws {
    let end = start + speed.real(time)
    while .now < end { try listen(until: end) }
  }

  // MARK: Doors, orders, texts

  private func report(_ door: CaptureEvent.Door, of compartment: String) throws {
    let state: DoorState =
      switch door.state {
      case .closed: .closed
      case .open: .open
      case .unknown: .unknown
      }
    let name: CompartmentName
    do { name = try CompartmentName(compartment) } catch { throw ReplayFailure(error.message) }
    keeper.take(
      DoorReport(
        compartment: name, state: state, raw: door.raw, input: contacts[compartment] ?? "", reason: door.reason,
        at: .now))
  }

  private mutating func carryOut(_ what: String, at time: Duration, _ body: () throws(LocalAPI.Problem) -> Void) throws
  {
    do throws(LocalAPI.Problem) {
      try body()
    } catch {
      deviations.refused.append("\(ReplayOutcome.seconds(time)) \(what): \(error.detail)")
    }
  }

  /// One after the other, each to its end.
  private mutating func sendTexts() throws {
    let end = BootTime.now + Self.patience
    while keeper.letTextLeave() {
      while keeper.isTextUnderWay {
        guard .now < end else {
          throw ReplayFailure("the texts did not reach the stand-in within \(Self.patience.components.seconds) s")
        }
        try listen(until: .now + Self.look)
      }
    }
  }
}
