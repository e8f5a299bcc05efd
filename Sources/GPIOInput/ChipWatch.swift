import LockerDomain

/// One chip on the input thread: finds it, watches its lines, finds it again after it went away.
struct ChipWatch {
  private let settings: GPIOSettings.Chip
  private var handle: ChipHandle?
  private var lines: [LineWatch]
  private var retry = RetrySchedule()
  private var problem: GPIOError?
  /// What the chip was called when it was found first; it is found again by that.
  private var label: String?

  init(_ settings: GPIOSettings.Chip) {
    self.settings = settings
    lines = settings.lines.map { LineWatch($0, on: settings) }
  }

  var isOpen: Bool { handle != nil }

  /// When `advance` has something to do without an edge or the slow timer.
  var deadline: BootTime? { isOpen ? lines.compactMap(\.deadline).min() : retry.due }

  /// One for each line; -1, which poll(2) passes over, for lines that aren't ours.
  var descriptors: [Int32] { lines.map { $0.descriptor ?? -1 } }

  var health: GPIOHealth.Chip {
    GPIOHealth.Chip(
      chip: settings.chip, path: handle?.path, name: handle?.name, label: handle?.label ?? label, problem: problem,
      lines: lines.map(\.health))
  }

  /// Looks for the chip.
  mutating func open(at now: BootTime, reports: inout [DoorReport]) {
    do throws(GPIOError) {
      let chip = try ChipDirectory.open(settings.chip, remembered: label)
      for index in lines.indices { try lines[index].chipFound(chip, at: now, reports: &reports) }
      handle = chip
      label = chip.label
      problem = nil
      retry.succeeded()
    } catch {
      lose(error, at: now, reports: &reports)
    }
  }

  /// Does what is due.
  ///
  /// - Parameters:
  ///   - events: what poll(2) said, in the order of `descriptors`.
  ///   - rereads: the slow timer's turn.
  mutating func advance(events: [Int16], rereads: Bool, at now: BootTime, reports: inout [DoorReport]) {
    guard let handle else {
      if let due = retry.due, due <= now { open(at: now, reports: &reports) }
      return
    }
    do throws(GPIOError) {
      for (index, events) in zip(lines.indices, events) {
        try lines[index].advance(handle, events: events, rereads: rereads, at: now, reports: &reports)
      }
    } catch {
      lose(error, at: now, reports: &reports)
    }
  }

  private mutating func lose(_ error: GPIOError, at now: BootTime, reports: inout [DoorReport]) {
    for index in lines.indices { lines[index].chipLost(error, at: now, reports: &reports) }
    handle = nil
    problem = error
    retry.failed(at: now)
  }
}
