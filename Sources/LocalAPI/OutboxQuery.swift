/// Which notices `GET /v1/outbox` shows.
///
/// Without `after` the latest come first; with it the ones behind that number, oldest first, so that a reader gets through
/// all of them page by page, whatever is added meanwhile.
package struct OutboxQuery: Hashable, Sendable {
  /// No answer has more notices.
  package static let mostNotices = 1000

  /// Only those in this state: `pending`, `dead`.
  package var state: String?
  /// Only those of this order.
  package var order: String?
  package var after: Int64?
  /// 1 to `mostNotices`.
  package var limit: Int

  package init(state: String? = nil, order: String? = nil, after: Int64? = nil, limit: Int = mostNotices) {
    self.state = state
    self.order = order
    self.after = after
    self.limit = limit
  }
}

extension OutboxQuery {
  /// The parameters' names in the URL.
  package static let parameters: Set<String> = ["state", "order", "after", "limit"]

  /// Reads the parameters of a URL, decoded.
  package init(_ parameters: [String: String]) throws(Problem) {
    state = parameters["state"]
    order = parameters["order"]
    after = try parameters["after"].map { text throws(Problem) in try Self.number(text, "after", in: 0...Int64.max) }
    limit =
      try parameters["limit"].map { text throws(Problem) in
        Int(try Self.number(text, "limit", in: 1...Int64(Self.mostNotices)))
      } ?? Self.mostNotices
  }

  /// What `init` reads.
  var items: [(name: String, value: String)] {
    [("state", state), ("order", order), ("after", after.map(String.init)), ("limit", String(limit))]
      .compactMap { name, value in value.map { (name, $0) } }
  }

  private static func number(
    _ text: String, _ name: String, in range: ClosedRange<Int64>
  ) throws(Problem) -> Int64 {
    guard let number = Int64(text), range.contains(number) else {
      let bounds = range.upperBound == .max ? "from \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw Problem(.invalidValue, "\(name) has to be a whole number, \(bounds)", field: name)
    }
    return number
  }
}
