import FoundationEssentials
import LocalAPI
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// One accepted connection: requests one after the other, until either side closes it.
struct Connection: Sendable {
  private typealias HTTPChannel = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  /// A body has at most this many bytes.
  static let longestBody = 64 << 10

  /// Speaks HTTP already, and reads nothing before it is served.
  let channel: any Channel
  let peer: Peer
  let router: Router
  let access: AccessRules
  let logger: Logger

  /// Serves the connection to its end. A stop lets a request under way finish and closes the rest.
  func serve() async {
    do {
      // Made by whoever closes it: one that is made and never run traps, and at a stop what was accepted is dropped.
      let http = try await channel.eventLoop.submit {
        let http = try HTTPChannel(wrappingChannelSynchronously: channel)
        try channel.syncOptions?.setOption(.autoRead, value: true)
        return http
      }.get()
      try await withGracefulShutdownHandler {
        try await http.executeThenClose { inbound, outbound in
          var parts = inbound.makeAsyncIterator()
          try await serve(&parts, outbound)
        }
      } onGracefulShutdown: {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
      }
    } catch {
      // The client left in the middle, or the daemon is being killed: nobody is there to tell.
      logger.debug("connection ended", metadata: ["uid": "\(peer.uid)", "error": "\(error)"])
    }
  }

  /// Closes it unheard.
  func refuse() { channel.close(promise: nil) }

  private typealias Inbound = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
  private typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

  private func serve(_ parts: inout Inbound, _ outbound: Outbound) async throws {
    do {
      while case .head(let head) = try await parts.next(isolation: #isolation) {
        let response = Response(to: head)
        guard let body = try await readBody(&parts) else {
          let problem = Problem(.requestTooLarge, "the body has more than \(Self.longestBody / 1024) KiB")
          try await response.closing.send(problem, to: outbound, on: channel)
          // Reads on to the end, or the client would see a broken pipe instead of the answer.
          while case .body = try? await parts.next(isolation: #isolation) {}
          return
        }
        guard try await answer(head, body, response, outbound) else { return }
      }
    } catch let error as HTTPParserError {
      let problem =
        error == .headerOverflow
        ? Problem(.headersTooLarge, "the headers are too many or too long")
        : Problem(.malformedRequest, "this is not an HTTP/1.1 request")
      try await Response.toGarbage.send(problem, to: outbound, on: channel)
    }
  }

  /// Nil when it is too long.
  private func readBody(_ parts: inout Inbound) async throws -> Data? {
    var body = Data()
    while case .body(let bytes) = try await parts.next(isolation: #isolation) {
      guard body.count + bytes.readableBytes <= Self.longestBody else { return nil }
      body.append(contentsOf: bytes.readableBytesView)
    }
    return body
  }

  /// Answers one request; false when the connection has to close after it.
  private func answer(
    _ head: HTTPRequestHead, _ body: Data, _ response: Response, _ outbound: Outbound
  ) async throws -> Bool {
    switch await decide(head, body) {
    case .document(let status, let body):
      try await response.send(status: status, type: "application/json", body: body, to: outbound, on: channel)
    case .text(let text, let type):
      try await response.send(status: 200, type: type, body: Data(text.utf8), to: outbound, on: channel)
    case .problem(let problem, let headers):
      try await response.send(problem, headers: headers, to: outbound, on: channel)
    case .events(let events):
      try await stream(events, \.id, response.closing, outbound)
      return false
    case .recording(let lines):
      try await stream(lines, \.id, response.closing, outbound)
      return false
    }
    return response.keepsAlive
  }

  /// What the answer is. Nothing is written here: an error is one of the request, never one of the connection.
  private func decide(_ head: HTTPRequestHead, _ body: Data) async -> Answer {
    guard let access = await access.access(of: peer) else {
      let group = AccessRules.memberGroup
      return .problem(
        Problem(
          .notPermitted, "the local API takes the group \(group): sudo usermod -aG \(group) USER, then log in again"))
    }
    do {
      return try await router.answer(
        method: head.method, target: head.uri, contentType: head.headers.first(name: "content-type"), body: body,
        caller: Caller(peer: peer, access: access))
    } catch let problem as Problem {
      return .problem(problem)
    } catch is CancellationError {
      return .problem(Problem(.notAvailable, "locker-agent is stopping; try again when it runs"))
    } catch {
      logger.error("request failed", metadata: ["target": "\(head.uri)", "error": "\(error)"])
      return .problem(Problem(.internalError, "the daemon's log says more"))
    }
  }

  /// Streams until the events end, the client leaves or the daemon stops.
  private func stream<Event: Encodable & Sendable>(
    _ events: AsyncStream<Event>, _ id: any KeyPath<Event, Int64> & Sendable, _ response: Response,
    _ outbound: Outbound
  ) async throws {
    try await response.sendStreamHead(type: ServerSentEvents.mediaType, to: outbound)
    guard response.hasBody else { return try await Response.end(on: channel) }
    let (leaving, left) = AsyncStream.makeStream(of: Never.self)
    channel.closeFuture.whenComplete { _ in left.finish() }
    try await withThrowingTaskGroup { tasks in
      tasks.addTask {
        for await event in events {
          let data = String(decoding: try WireJSON.answer(event), as: UTF8.self)
          try await outbound.write(
            .body(.byteBuffer(ByteBuffer(string: ServerSentEvents.frame(id: event[keyPath: id], data: data)))))
        }
      }
      tasks.addTask { for await _ in leaving {} }
      tasks.addTask { try await gracefulShutdown() }
      try await tasks.next()
      tasks.cancelAll()
    }
    try await Response.end(on: channel)
  }
}
