import BoardProtocols

extension Configuration {
  /// An entry of a bus's `boards`: one lock controller.
  package struct Board: Hashable, Sendable {
    package let address: Int
    /// How many locks it has; they are counted from 1.
    package let locks: Int
    /// The raw bit of a closed door.
    package let closed: Int
  }
}

extension Configuration.Board {
  init?(_ node: Node, on bus: BoardProtocol?, _ report: Report) {
    guard let section = Section(node, keys: Schema.board, report) else { return nil }
    let addresses = bus?.addresses ?? 0...255
    let counts = bus?.locks ?? 1...255
    let unit = bus.map { "for \($0.rawValue)" } ?? ""
    let address = section.required("address", "\(addresses.lowerBound)")?.whole(in: addresses, unit: unit, report)
    let locks = section.required("locks", "\(min(16, counts.upperBound))")?.whole(in: counts, unit: unit, report)
    let closed = section.required("closed", "1")?.whole(in: 0...1, unit: "(the raw bit of a closed door)", report)
    guard let address, let locks, let closed else { return nil }
    self.init(address: address, locks: locks, closed: closed)
  }
}
