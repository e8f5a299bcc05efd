import FoundationEssentials
import NIOCore
import NIOHTTP1

/// The ledger as it grows, one event after the other.
package typealias EventStream = AnswerStream<EventView>

/// What the daemon sends as server-sent events, one after the other. Ends when the daemon stops. It can be read once.
package struct AnswerStream<Element: Decodable & Sendable>: AsyncSequence {
  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
    private var decoder = ServerSentEvents()
    private var waiting: ArraySlice<String> = []

    fileprivate init(parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator) { self.parts = parts }

    package mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
      while waiting.isEmpty {
        guard case .body(let bytes) = try await parts.next(isolation: actor) else { return nil }
        waiting = try decoder.read(bytes.readableBytesView)[...]
      }
      return try WireJSON.readAnswer(Element.self, from: Data(waiting.removeFirst().utf8))
    }
  }

  private let parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator

  init(parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator) { self.parts = parts }

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(parts: parts) }
}
