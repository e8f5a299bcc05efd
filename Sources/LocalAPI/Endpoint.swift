package import NIOHTTP1

/// A method and a path of the local API. Server and client read the same table.
package struct Endpoint: Sendable {
  package static let health = Endpoint(.GET, "/v1/health")
  package static let compartments = Endpoint(.GET, "/v1/compartments")
  package static let doors = Endpoint(.GET, "/v1/doors")
  package static let unlock = Endpoint(.POST, "/v1/doors/{name}/unlock")
  package static let orders = Endpoint(.GET, "/v1/orders")
  package static let order = Endpoint(.GET, "/v1/orders/{number}")
  package static let placeOrder = Endpoint(.PUT, "/v1/orders/{number}")
  package static let outbox = Endpoint(.GET, "/v1/outbox", parameters: OutboxQuery.parameters)
  package static let notice = Endpoint(.GET, "/v1/outbox/{id}")
  package static let retryAll = Endpoint(.POST, "/v1/outbox/retry")
  package static let retry = Endpoint(.POST, "/v1/outbox/{id}/retry")
  package static let expire = Endpoint(.POST, "/v1/outbox/{id}/expire")
  package static let buses = Endpoint(.GET, "/v1/buses")
  package static let trace = Endpoint(.GET, "/v1/buses/{name}/trace")
  package static let events = Endpoint(.GET, "/v1/events")
  package static let recording = Endpoint(.GET, "/v1/recording", parameters: ["bus"])
  package static let testMessage = Endpoint(.POST, "/v1/test-message")
  package static let reload = Endpoint(.POST, "/v1/reload")
  package static let metrics = Endpoint(.GET, "/metrics")

  package static func command(_ command: OrderCommand) -> Endpoint {
    Endpoint(.POST, "/v1/orders/{number}/\(command.rawValue)")
  }

  private enum Segment: Equatable, Sendable {
    case literal(String)
    /// `{name}`: any one segment.
    case value
  }

  package let method: HTTPMethod
  /// The names that may stand behind the `?`, beside `reveal`.
  package let parameters: Set<String>
  private let segments: [Segment]

  private init(_ method: HTTPMethod, _ pattern: String, parameters: Set<String> = []) {
    self.method = method
    self.parameters = parameters
    segments = pattern.split(separator: "/").map { $0.hasPrefix("{") ? .value : .literal(String($0)) }
  }

  /// The path with its `{…}` filled in, percent-encoded (RFC 3986 section 2.1).
  package func path(_ values: [String] = []) -> String {
    var values = values[...]
    return segments.reduce(into: "") { path, segment in
      switch segment {
      case .literal(let text): path += "/" + text
      case .value: path += "/" + PercentCoding.encode(values.removeFirst())
      }
    }
  }

  /// What stands in the places of `{…}` when the decoded segments are a path of this endpoint; nil when they are not.
  package func values(in path: [String]) -> [String]? {
    guard path.count == segments.count else { return nil }
    var values: [String] = []
    for (text, segment) in zip(path, segments) {
      switch segment {
      case .literal(let literal): guard text == literal else { return nil }
      case .value:
        guard !text.isEmpty else { return nil }
        values.append(text)
      }
    }
    return values
  }
}
