import Linux
package import LockerDomain

/// One line under a technician's eyes: every edge as it comes, and what is left of them after the debounce.
///
/// It takes the line, so it can't be had while the daemon watches it. The kernel's debounce is not used: it would hide
/// the bounces. Not for several threads.
package final class LineMonitor {
  package enum Event: Hashable, Sendable {
    /// An edge to this level; `after` is the time since the edge before it.
    case edge(GPIOLevel, at: BootTime, after: Duration?)
    /// The level counts: the first one, and each change.
    case settled(GPIOLevel, at: BootTime)
    /// The kernel's queue ran over (with libgpiod 1.6: may have).
    case edgesLost
  }

  private let request: LineRequest
  private var stable: StableFor
  private var lastEdge: BootTime?

  package init(
    chip: String, line: GPIOLineSelector, bias: GPIOBias, debounce: Duration
  ) throws(GPIOError) {
    let handle = try ChipDirectory.open(chip, remembered: nil)
    request = try LineRequest(line, of: handle, wanted: chip, bias: bias, debounce: .zero)
    stable = StableFor(
      period: debounce, firstPeriod: debounce, level: try request.level(), at: .now)
  }

  /// Waits for what happens next; empty when nothing did within `limit` or a signal came. Blocks its thread.
  ///
  /// - Throws: when the chip is gone.
  package func next(within limit: Duration) throws(GPIOError) -> [Event] {
    let now = BootTime.now
    let end = min(now + limit, stable.deadline ?? now + limit)
    let isReady = Poll.input(from: [request.descriptor], timeout: end - now) != [0]
    let events = isReady ? drain(try request.readEdges()) : []
    return events + settled(stable.reading(try request.level(), at: .now))
  }

  private func drain(_ batch: LineRequest.Edges) -> [Event] {
    var events: [Event] = []
    for edge in batch.edges {
      if edge.followsLoss {
        stable.edgesLost()
        events.append(.edgesLost)
      }
      events += settled(stable.edge(to: edge.level, at: edge.at))
      let pause = lastEdge.map { edge.at - $0 }
      events.append(.edge(edge.level, at: edge.at, after: pause))
      lastEdge = edge.at
    }
    if batch.mayHaveLostNewest {
      stable.edgesLost()
      events.append(.edgesLost)
    }
    return events
  }

  private func settled(_ changes: [StableFor.Change]) -> [Event] { changes.map { .settled($0.level, at: $0.at) } }
}
