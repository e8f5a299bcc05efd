import LockerDomain

/// Compartments as lines of a configuration: a row of names on a row of contacts is one line with `names`.
struct CompartmentRuns {
  private struct Run {
    let first: Configuration.Compartment
    var last: Configuration.Compartment
    var count = 1
  }

  private var runs: [Run] = []

  init(_ compartments: [Configuration.Compartment]) {
    for compartment in compartments {
      if let run = runs.last, Self.follows(compartment, run) {
        runs[runs.count - 1].last = compartment
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(first: compartment, last: compartment))
      }
    }
  }

  var lines: [String] {
    runs.flatMap { run in
      // Two are as short one by one, and easier to change.
      run.count > 2
        ? [Self.line(run)] : run.count == 2 ? [Self.line(run.first), Self.line(run.last)] : [Self.line(run.first)]
    }
  }

  private static func line(_ compartment: Configuration.Compartment) -> String {
    "  - "
      + YAMLText.group([("name", YAMLText.written(compartment.name.text)), ("door", door(compartment, prefix: ""))])
  }

  private static func line(_ run: Run) -> String {
    let names = "\(run.first.name)..\(run.last.name)"
    return "  - " + YAMLText.group([("names", YAMLText.written(names)), ("door", door(run.first, prefix: "first_"))])
  }

  private static func door(_ compartment: Configuration.Compartment, prefix: String) -> String {
    var keys: [(String, String)]
    switch compartment.door {
    case .line(let chip, let line):
      keys = [("chip", YAMLText.written(chip))]
      switch line {
      case .offset(let offset): keys.append((prefix + "line", "\(offset)"))
      case .name(let name): keys.append((prefix + "line", YAMLText.written(name)))
      }
      if let closed = compartment.closed { keys.append(("closed", closed == 0 ? "low" : "high")) }
    case .lock(let bus, let board, let lock):
      keys = [("bus", YAMLText.written(bus)), ("board", "\(board)"), (prefix + "lock", "\(lock)")]
      if let closed = compartment.closed { keys.append(("closed", "\(closed)")) }
    }
    return YAMLText.group(keys)
  }

  /// Whether it goes on with the run: the next name on the next contact.
  private static func follows(_ next: Configuration.Compartment, _ run: Run) -> Bool {
    guard next.closed == run.last.closed, isNext(next.door, to: run.last.door),
      let range = try? NameRange("\(run.first.name)..\(next.name)")
    else { return false }
    return range.names.count == run.count + 1 && range.names[run.count - 1] == run.last.name.text
      && range.names[run.count] == next.name.text && range.names[0] == run.first.name.text
  }

  private static func isNext(_ next: Configuration.Door, to last: Configuration.Door) -> Bool {
    switch (last, next) {
    case (.line(let chip, .offset(let offset)), .line(let other, .offset(let number))):
      chip == other && number == offset + 1
    case (.lock(let bus, let board, let lock), .lock(let otherBus, let otherBoard, let number)):
      bus == otherBus && board == otherBoard && number == lock + 1
    case (.line, _), (.lock, _): false
    }
  }
}
