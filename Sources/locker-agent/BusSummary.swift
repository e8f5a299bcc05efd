import LocalAPI

/// How the buses and their boards are doing: a line for each bus, and one for each board with which something is wrong.
struct BusSummary {
  let buses: [BusList.Bus]
  let clock: LocalClock
  let width: Int

  var lines: [ScreenLine] {
    buses.flatMap { bus in
      bus.state == "open" ? [line(of: bus)] + troubles(of: bus).flatMap(whole) : whole(line(of: bus))
    }
  }

  /// What to check must not be cut off: it goes on below.
  private func whole(_ line: ScreenLine) -> [ScreenLine] {
    line.text.harmless.wrapped(to: width, indent: 4).map { ScreenLine(text: $0, style: line.style) }
  }

  private func line(of bus: BusList.Bus) -> ScreenLine {
    guard bus.state == "open" else {
      let since = bus.since.map { " since \(clock.text($0))" } ?? ""
      let text = "\(bus.name): away\(since)\(bus.reason.map { ": \($0)" } ?? "")"
      return ScreenLine(text: text, style: .reverse)
    }
    let online = bus.boards.filter { $0.state == "online" }
    var parts = [
      "\(bus.protocol) at \(bus.baud) baud", "\(online.count) of \(count(bus.boards.count, "board")) online",
    ]
    let times = online.compactMap { board in board.roundTripMilliseconds.map { (board: board.address, time: $0) } }
    if let slowest = times.max(by: { $0.time < $1.time }) {
      parts.append("slowest: board \(slowest.board), \(slowest.time) ms")
    }
    let asked = bus.boards.reduce(0) { $0 + $1.answered + $1.missed }
    parts.append("\(bus.boards.reduce(0) { $0 + $1.missed }) of \(asked) answers missed")
    let bad = bus.boards.reduce(0) { $0 + $1.badBytes }
    if bad > 0 { parts.append("\(bad) bad bytes") }
    if bus.strayFrames > 0 { parts.append("\(bus.strayFrames) frames unasked") }
    return ScreenLine(text: "\(bus.name): \(parts.joined(separator: ", "))")
  }

  private func troubles(of bus: BusList.Bus) -> [ScreenLine] {
    bus.boards.compactMap { board in
      let missed = board.missedInARow
      guard board.state != "online" || board.reason != nil || missed > 0 else { return nil }
      let since = board.state == "online" ? "" : board.since.map { " since \(clock.text($0))" } ?? ""
      let row = missed > 0 ? ", \(missed) missed in a row" : ""
      return ScreenLine(
        text: "  board \(board.address): \(board.state)\(since)\(row)\(board.reason.map { ": \($0)" } ?? "")",
        style: board.state == "online" ? .plain : .reverse)
    }
  }

  private func count(_ number: Int, _ one: String) -> String { "\(number) \(one)\(number == 1 ? "" : "s")" }
}
