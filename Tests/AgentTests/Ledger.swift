import LocalAPI

/// The ledger as it grows.
struct Ledger {
  private var events: LocalAPI.EventStream.AsyncIterator

  init(_ stream: LocalAPI.EventStream) { events = stream.makeAsyncIterator() }

  /// Waits for the next line of this kind, and order if one is given.
  @discardableResult
  mutating func next(_ kind: String, _ order: String? = nil) async throws -> EventView {
    while let event = try await events.next(isolation: #isolation) {
      if event.kind == kind, order == nil || event.order == order { return event }
    }
    throw AgentEnded()
  }

  struct AgentEnded: Error {}
}
