import NIOCore
import NIOHTTP1

/// The daemon's local API, called over its unix socket; one connection a request.
///
/// Every call throws `LocalAPIError`, and `CancellationError` when its task was cancelled.
package struct LocalAPIClient: Sendable {
  private let connection: ClientConnection

  /// - Parameters:
  ///   - socket: the path in `api.socket` of the configuration
  ///   - timeout: how long an answer may take; a stream of events may last
  package init(socket: String, timeout: Duration = .seconds(30)) {
    connection = ClientConnection(socket: socket, timeout: timeout)
  }

  package func health() async throws -> HealthView { try await connection.call(.health) }

  package func compartments() async throws -> CompartmentList { try await connection.call(.compartments) }

  package func doors() async throws -> DoorList { try await connection.call(.doors) }

  /// Sends one unlock; for administrators. Don't repeat it unless its end is `notSent`.
  package func unlock(_ compartment: String, _ request: UnlockRequest) async throws -> UnlockResult {
    try await connection.call(.unlock, [compartment], body: WireJSON.plain(request))
  }

  /// `reveal` asks for codes and phone numbers as they are; it needs the right and is logged.
  package func orders(reveal: Bool = false) async throws -> OrderList {
    try await connection.call(.orders, reveal: reveal)
  }

  package func order(_ number: String, reveal: Bool = false) async throws -> OrderView {
    try await connection.call(.order, [number], reveal: reveal)
  }

  /// Places or rewrites an order. `isNew` is the difference between 201 and 200.
  package func place(_ order: PutOrder, as number: String) async throws -> (order: OrderView, isNew: Bool) {
    let answer = try await connection.exchange(.placeOrder, [number], body: WireJSON.plain(order))
    return (try connection.read(answer), answer.status == .created)
  }

  package func perform(_ command: OrderCommand, on number: String) async throws -> OrderView {
    try await connection.call(.command(command), [number])
  }

  package func outbox(_ query: OutboxQuery = OutboxQuery(), reveal: Bool = false) async throws -> OutboxList {
    try await connection.call(.outbox, query: query.items, reveal: reveal)
  }

  package func notice(_ id: String, reveal: Bool = false) async throws -> NoticeView {
    try await connection.call(.notice, [id], reveal: reveal)
  }

  /// Tries one text again, at once.
  package func retry(notice id: String) async throws -> NoticeView { try await connection.call(.retry, [id]) }

  /// Tries everything that waits, at once.
  package func retryAll() async throws -> RetryAllResult { try await connection.call(.retryAll) }

  /// Gives one text up.
  package func expire(notice id: String) async throws -> NoticeView { try await connection.call(.expire, [id]) }

  package func buses() async throws -> BusList { try await connection.call(.buses) }

  package func trace(bus: String) async throws -> BusTrace { try await connection.call(.trace, [bus]) }

  package func sendTest(_ message: TestMessage) async throws -> TestMessageResult {
    try await connection.call(.testMessage, body: WireJSON.plain(message))
  }

  package func reload() async throws -> ReloadResult { try await connection.call(.reload) }

  /// Prometheus' text format.
  package func metrics() async throws -> String { String(buffer: try await connection.exchange(.metrics).body) }

  /// Follows the ledger. When `body` begins, every later event will come; when it returns, the connection closes.
  package func withEvents<Result: Sendable>(_ body: (EventStream) async throws -> Result) async throws -> Result {
    try await connection.stream(.events, body)
  }

  /// Records what goes over the buses and happens at contacts and orders from now on, as the lines of a capture; of one
  /// bus, if one is named. For administrators.
  package func withRecording<Result: Sendable>(
    bus: String? = nil, _ body: (AnswerStream<RecordingLine>) async throws -> Result
  ) async throws -> Result {
    try await connection.stream(.recording, query: bus.map { [("bus", $0)] } ?? [], body)
  }
}
