import Glibc
import LockerDomain

/// One contact on the input thread: takes its line, debounces it, says what its door does.
struct LineWatch {
  private let chip: GPIOSettings.Chip
  private let line: GPIOSettings.Line
  /// The line while it is ours, and what counts on it.
  private var held: (request: LineRequest, stable: StableFor)?
  private var retry = RetrySchedule()
  private var problem: GPIOError?
  /// What was reported last; nil before the first report.
  private var state: DoorState?
  private var level: GPIOLevel?
  private var edges = 0
  private var overruns = 0
  private var lastEdge: BootTime?

  init(_ line: GPIOSettings.Line, on chip: GPIOSettings.Chip) {
    self.chip = chip
    self.line = line
  }

  /// To be polled; nil while the line isn't ours.
  var descriptor: Int32? { held?.request.descriptor }

  /// When `advance` has something to do without an edge.
  var deadline: BootTime? { held == nil ? retry.due : held?.stable.deadline }

  var health: GPIOHealth.Line {
    GPIOHealth.Line(
      compartment: line.compartment, line: line.line, offset: held?.request.offset, state: state ?? .unknown,
      level: level, problem: problem, edges: edges, overruns: overruns, lastEdge: lastEdge)
  }

  /// Takes the line of a chip that was just opened.
  mutating func chipFound(
    _ handle: ChipHandle, at now: BootTime, reports: inout [DoorReport]
  ) throws(GPIOError) {
    retry.succeeded()
    try take(from: handle, at: now, reports: &reports)
  }

  /// The chip is away: so is the line.
  mutating func chipLost(_ error: GPIOError, at now: BootTime, reports: inout [DoorReport]) {
    held = nil
    problem = nil
    reportUnknown(error, at: now, to: &reports)
  }

  /// Does what is due.
  ///
  /// - Parameters:
  ///   - events: what poll(2) said about the descriptor.
  ///   - rereads: the slow timer's turn.
  /// - Throws: only `chipGone`; what concerns this line alone is kept here and tried again.
  mutating func advance(
    _ handle: ChipHandle, events: Int16, rereads: Bool, at now: BootTime, reports: inout [DoorReport]
  ) throws(GPIOError) {
    guard let request = held?.request else {
      if let due = retry.due, due <= now { try take(from: handle, at: now, reports: &reports) }
      return
    }
    let isDue = held?.stable.deadline.map { $0 <= now } ?? false
    guard events != 0 || isDue || rereads else { return }
    do throws(GPIOError) {
      if events & Int16(POLLIN) != 0 {
        report(drain(try request.readEdges()), to: &reports)
      } else if events != 0 {
        throw .chipGone(chip.chip, errno: ENODEV)
      }
      // Also after edges: the last one may have been lost.
      report(held?.stable.reading(try request.level(), at: now) ?? [], to: &reports)
    } catch {
      try fail(error, at: now, reports: &reports)
    }
  }

  private mutating func take(
    from handle: ChipHandle, at now: BootTime, reports: inout [DoorReport]
  ) throws(GPIOError) {
    let inKernel = LineRequest.hasKernelDebounce
    do throws(GPIOError) {
      let request = try LineRequest(
        line.line, of: handle, wanted: chip.chip, bias: chip.bias, debounce: inKernel ? chip.debounce : .zero)
      let stable = StableFor(
        period: inKernel ? .zero : chip.debounce, firstPeriod: chip.debounce, level: try request.level(), at: now)
      held = (request, stable)
      retry.succeeded()
      problem = nil
    } catch {
      try fail(error, at: now, reports: &reports)
    }
  }

  private mutating func drain(_ batch: LineRequest.Edges) -> [StableFor.Change] {
    var changes: [StableFor.Change] = []
    for edge in batch.edges {
      if edge.followsLoss {
        overruns += 1
        held?.stable.edgesLost()
      }
      changes += held?.stable.edge(to: edge.level, at: edge.at) ?? []
    }
    if batch.mayHaveLostNewest {
      overruns += 1
      held?.stable.edgesLost()
    }
    edges += batch.edges.count
    lastEdge = batch.edges.last?.at ?? lastEdge
    return changes
  }

  private mutating func fail(_ error: GPIOError, at now: BootTime, reports: inout [DoorReport]) throws(GPIOError) {
    if error.code == .chipGone { throw error }
    held = nil
    problem = error
    retry.failed(at: now)
    reportUnknown(error, at: now, to: &reports)
  }

  private mutating func report(_ changes: [StableFor.Change], to reports: inout [DoorReport]) {
    for change in changes {
      let door: DoorState = change.level == line.closed ?? chip.closed ? .closed : .open
      state = door
      level = change.level
      reports.append(
        DoorReport(
          compartment: line.compartment, state: door, raw: change.level.rawValue, input: input, at: change.at))
    }
  }

  private mutating func reportUnknown(_ error: GPIOError, at now: BootTime, to reports: inout [DoorReport]) {
    guard state != .unknown else { return }
    state = .unknown
    level = nil
    reports.append(
      DoorReport(compartment: line.compartment, state: .unknown, input: input, reason: error.sentence, at: now))
  }

  private var input: String { "\(chip.chip) line \(line.line)" }
}
