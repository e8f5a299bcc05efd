import Linux
import LockerDomain

/// What the input thread does: one poll(2) over all lines of all chips, until it is woken up.
struct ContactLoop {
  /// The slow timer: levels are read again this often, in case an edge was lost. The only wake-up of a bank at rest.
  static let rereadEvery = Duration.seconds(5)

  private var chips: [ChipWatch]
  private let wakeUp: WakeUp
  private let report: @Sendable (DoorReport) -> Void
  private let publish: (GPIOHealth) -> Void
  private var nextReread: BootTime

  init(
    _ settings: GPIOSettings, wakeUp: WakeUp, report: @escaping @Sendable (DoorReport) -> Void,
    publish: @escaping (GPIOHealth) -> Void
  ) {
    chips = settings.chips.map(ChipWatch.init)
    self.wakeUp = wakeUp
    self.report = report
    self.publish = publish
    nextReread = .now + Self.rereadEvery
  }

  mutating func run() {
    var reports: [DoorReport] = []
    for index in chips.indices { chips[index].open(at: .now, reports: &reports) }
    handOver(&reports)
    var polled = poll()
    while polled[0] == 0 {
      advance(polled.dropFirst(), reports: &reports)
      handOver(&reports)
      polled = poll()
    }
  }

  /// Waits for an edge, a deadline or the wake-up: what happened to the wake-up's descriptor, then to the lines'.
  private func poll() -> [Int16] {
    let reread = chips.contains(where: \.isOpen) ? nextReread : nil
    let deadline = (chips.compactMap(\.deadline) + [reread].compactMap(\.self)).min()
    return Poll.input(
      from: [wakeUp.descriptor] + chips.flatMap(\.descriptors), timeout: deadline.map { $0 - .now })
  }

  private mutating func advance(_ events: ArraySlice<Int16>, reports: inout [DoorReport]) {
    let now = BootTime.now
    let rereads = nextReread <= now
    if rereads { nextReread = now + Self.rereadEvery }
    var rest = events
    for index in chips.indices {
      let count = chips[index].descriptors.count
      chips[index].advance(events: Array(rest.prefix(count)), rereads: rereads, at: now, reports: &reports)
      rest = rest.dropFirst(count)
    }
  }

  /// Health first, so that whoever hears of a change finds it there.
  private func handOver(_ reports: inout [DoorReport]) {
    publish(GPIOHealth(chips: chips.map(\.health)))
    // Lines are read one after the other, their edges were not.
    for item in reports.sorted(by: { $0.at < $1.at }) { report(item) }
    reports.removeAll(keepingCapacity: true)
  }
}
