import LocalAPI
import Synchronization
import Testing

@testable import LocalAPIServer

@Suite(.timeLimit(.minutes(1))) struct EventTests {
  private static func event(_ id: Int64) -> EventView {
    EventView(
      id: id, at: nil, bootID: "b", bootMilliseconds: 7, kind: "door-closed", compartment: "A1", why: "closed",
      source: "timer")
  }

  /// A backend whose one stream of events the test feeds, and that says when it was let go.
  private final class Ledger: Sendable {
    let backend: Backend
    let feed: AsyncStream<EventView>.Continuation
    private let released: AsyncStream<Never>

    init() {
      let (events, feed) = AsyncStream.makeStream(of: EventView.self)
      let (released, release) = AsyncStream.makeStream(of: Never.self)
      feed.onTermination = { _ in release.finish() }
      var backend = Bank().backend
      backend.events = { events }
      self.backend = backend
      self.feed = feed
      self.released = released
    }

    func release() async { for await _ in released {} }
  }

  @Test func eventsArriveAsTheyHappen() async throws {
    let ledger = Ledger()
    try await withServer(ledger.backend) { server in
      let received = try await server.client.withEvents { events in
        var iterator = events.makeAsyncIterator()
        var received: [EventView] = []
        for id in 1...3 {
          ledger.feed.yield(Self.event(Int64(id)))
          let event = try await iterator.next(isolation: #isolation)
          received.append(try #require(event))
        }
        return received
      }
      #expect(received == [1, 2, 3].map(Self.event))
    }
  }

  @Test func aClientThatLeavesLetsTheStreamGo() async throws {
    let ledger = Ledger()
    try await withServer(ledger.backend) { server in
      try await server.client.withEvents { _ in }
      await ledger.release()
    }
  }

  @Test func aStopEndsTheStream() async throws {
    let ledger = Ledger()
    try await withServer(ledger.backend) { server in
      try await server.client.withEvents { events in
        await server.stop()
        for try await _ in events {}
      }
      await ledger.release()
    }
  }

  @Test func theEndOfTheLedgerEndsTheStream() async throws {
    let ledger = Ledger()
    try await withServer(ledger.backend) { server in
      try await server.client.withEvents { events in
        ledger.feed.yield(Self.event(1))
        ledger.feed.finish()
        var ids: [Int64] = []
        for try await event in events { ids.append(event.id) }
        #expect(ids == [1])
      }
    }
  }

  @Test func onTheWireItIsAnEventStream() async throws {
    let ledger = Ledger()
    ledger.feed.yield(Self.event(1))
    ledger.feed.finish()
    try await withServer(ledger.backend) { server in
      let connection = try RawConnection(server.path)
      try await connection.send("GET /v1/events HTTP/1.1\r\nhost: x\r\n\r\n")
      let answer = try await connection.readToEnd()
      #expect(answer.contains("content-type: text/event-stream\r\n"))
      #expect(answer.contains("id: 1\ndata: {\"at\":null,"))
    }
  }
}
