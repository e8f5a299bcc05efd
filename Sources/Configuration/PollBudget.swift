import BoardProtocols

/// Whether all boards of a bus can be asked as often as `poll_ms` says.
///
/// Counts what the wire and the gaps need at least. Boards that think before they answer need more; nobody knows how much
/// before they are asked.
struct PollBudget {
  private let bus: Configuration.Bus

  init(_ bus: Configuration.Bus) { self.bus = bus }

  /// One round over all boards, at least.
  var round: Duration {
    BusTiming(bus.boardProtocol, baud: bus.baud, gap: bus.gap).round(
      of: bus.boards.map { LockBoard(address: $0.address, locks: $0.locks, map: $0.map) })
  }

  var warning: String? {
    guard round > bus.poll else { return nil }
    let needed = milliseconds(round)
    return
      "`poll_ms` can't be met: asking \(bus.boards.count == 1 ? "one board" : "\(bus.boards.count) boards") takes at least \(needed) ms at \(bus.baud.rawValue) baud with a gap of \(milliseconds(bus.gap)) ms; write \(needed) or more"
  }

  /// Rounded up.
  private func milliseconds(_ duration: Duration) -> Int {
    let parts = duration.components
    return Int(parts.seconds) * 1000 + Int((parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
