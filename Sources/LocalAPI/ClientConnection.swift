import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One request and its answer over a connection of its own.
struct ClientConnection: Sendable {
  struct Answer: Sendable {
    var status: HTTPResponseStatus
    var body: ByteBuffer
  }

  private typealias HTTPChannel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

  /// More than this is no answer of this API.
  private static let longestAnswer = 64 << 20

  let socket: String
  let timeout: Duration

  /// Asks and reads the answer; throws the problem when the daemon refused.
  func call<Value: Decodable>(
    _ endpoint: Endpoint, _ values: [String] = [], query: [(name: String, value: String)] = [], reveal: Bool = false,
    body: Data? = nil
  ) async throws -> Value {
    try read(try await exchange(endpoint, values, query: query, reveal: reveal, body: body))
  }

  func read<Value: Decodable>(_ answer: Answer) throws -> Value {
    do {
      return try WireJSON.readAnswer(Value.self, from: Data(answer.body.readableBytesView))
    } catch let unknown as WireJSON.UnknownVersion {
      throw unexpected(
        "it speaks version \(unknown.version) of the local API, this program version \(WireJSON.version)")
    } catch {
      throw unexpected("its answer can't be read")
    }
  }

  /// Asks and collects the answer; throws the problem when the daemon refused.
  func exchange(
    _ endpoint: Endpoint, _ values: [String] = [], query: [(name: String, value: String)] = [], reveal: Bool = false,
    body: Data? = nil
  ) async throws -> Answer {
    try await withConnection { channel, inbound, outbound in
      let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
        channel.pipeline.fireErrorCaught(TimedOut())
      }
      defer { deadline.cancel() }
      try await send(endpoint, values, query: query, reveal: reveal, body: body, to: outbound)
      var parts = inbound.makeAsyncIterator()
      return try await collect(&parts)
    }
  }

  /// Asks for a stream of events and hands it to `body` once the daemon has said yes.
  func stream<Event, Result: Sendable>(
    _ endpoint: Endpoint, query: [(name: String, value: String)] = [],
    _ body: (AnswerStream<Event>) async throws -> Result
  ) async throws -> Result {
    try await withConnection { channel, inbound, outbound in
      let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
        channel.pipeline.fireErrorCaught(TimedOut())
      }
      defer { deadline.cancel() }
      try await send(endpoint, [], query: query, reveal: false, body: nil, to: outbound)
      var parts = inbound.makeAsyncIterator()
      let head = try await readHead(&parts)
      deadline.cancel()
      guard head.status == .ok else {
        _ = try await collect(&parts, after: head)
        throw unexpected("it answered \(head.status.code) to the request for events")
      }
      return try await body(AnswerStream(parts: parts))
    }
  }

  private struct TimedOut: Error {}

  private struct HungUp: Error {}

  private func withConnection<Result: Sendable>(
    _ body: (
      any Channel, NIOAsyncChannelInboundStream<HTTPClientResponsePart>,
      NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    ) async throws -> Result
  ) async throws -> Result {
    do {
      let http = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(
        unixDomainSocketPath: socket
      ) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          return try HTTPChannel(wrappingChannelSynchronously: channel)
        }
      }
      return try await http.executeThenClose { inbound, outbound in
        try await body(http.channel, inbound, outbound)
      }
    } catch {
      throw explained(error)
    }
  }

  private func send(
    _ endpoint: Endpoint, _ values: [String], query: [(name: String, value: String)], reveal: Bool, body: Data?,
    to outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
  ) async throws {
    let items = query.map { "\($0.name)=\(PercentCoding.encode($0.value))" } + (reveal ? ["reveal=true"] : [])
    let uri = endpoint.path(values) + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    var head = HTTPRequestHead(version: .http1_1, method: endpoint.method, uri: uri)
    head.headers.add(name: "host", value: "localhost")
    head.headers.add(name: "connection", value: "close")
    var parts: [HTTPClientRequestPart] = []
    if let body {
      head.headers.add(name: "content-type", value: "application/json")
      head.headers.add(name: "content-length", value: String(body.count))
      parts = [.body(.byteBuffer(ByteBuffer(bytes: body)))]
    }
    try await outbound.write(contentsOf: [.head(head)] + parts + [.end(nil)])
  }

  private func readHead(
    _ parts: inout NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
  ) async throws -> HTTPResponseHead {
    guard case .head(let head) = try await parts.next(isolation: #isolation) else { throw HungUp() }
    return head
  }

  private func collect(
    _ parts: inout NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
  ) async throws -> Answer {
    let head = try await readHead(&parts)
    return try await collect(&parts, after: head)
  }

  private func collect(
    _ parts: inout NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator, after head: HTTPResponseHead
  ) async throws -> Answer {
    var body = ByteBuffer()
    loop: while true {
      switch try await parts.next(isolation: #isolation) {
      case .body(let bytes):
        guard body.readableBytes + bytes.readableBytes <= Self.longestAnswer else {
          throw unexpected("its answer is longer than \(Self.longestAnswer >> 20) MiB")
        }
        body.writeImmutableBuffer(bytes)
      case .end: break loop
      case .head, nil: throw HungUp()
      }
    }
    if head.status.code >= 300 {
      guard let problem = try? WireJSON.readPlain(Problem.self, from: Data(body.readableBytesView)) else {
        throw unexpected("it answered \(head.status.code) without a reason")
      }
      throw LocalAPIError(.refused(problem), socket: socket, message: problem.detail)
    }
    return Answer(status: head.status, body: body)
  }

  private func unexpected(_ what: String) -> LocalAPIError {
    LocalAPIError(
      .unexpectedAnswer, socket: socket,
      message: "The daemon at \(socket) does not fit this program: \(what). Restart it after an update.")
  }

  /// Errors of the transport as what they mean to the person at the command; all others as they are.
  private func explained(_ error: any Error) -> any Error {
    switch error {
    case let error as IOError: explained(errno: error.errnoCode)
    case is HungUp, is ChannelError, HTTPParserError.invalidEOFState:
      LocalAPIError(
        .daemonNotReachable, socket: socket,
        message: """
          locker-agent at \(socket) hung up before its answer was complete: it is stopping, or has too many \
          connections. Try again.
          """)
    case is HTTPParserError: unexpected("its answer is not HTTP")
    case is TimedOut:
      LocalAPIError(
        .timedOut, socket: socket,
        message: "locker-agent at \(socket) did not answer in time. See: systemctl status locker-agent")
    case SocketAddressError.unixDomainSocketPathTooLong:
      LocalAPIError(
        .daemonNotReachable, socket: socket, errno: ENAMETOOLONG,
        message:
          "The socket path \(socket) has \(socket.utf8.count) bytes; at most 107 are possible. Shorten api.socket.")
    default: error
    }
  }

  private func explained(errno: Int32) -> LocalAPIError {
    switch errno {
    case EACCES, EPERM:
      LocalAPIError(
        .notPermitted, socket: socket, errno: errno,
        message: """
          This user may not reach \(socket). Join the group locker-agent (sudo usermod -aG locker-agent USER) and log \
          in again.
          """)
    case ENOENT, ECONNREFUSED, ENOTDIR:
      LocalAPIError(
        .daemonNotReachable, socket: socket, errno: errno,
        message:
          "No locker-agent is running at \(socket). Start it, or see why it stopped: systemctl status locker-agent")
    default:
      LocalAPIError(
        .daemonNotReachable, socket: socket, errno: errno,
        message: """
          locker-agent at \(socket) can't be reached: \(String(cString: strerror(errno))). See: systemctl status \
          locker-agent
          """)
    }
  }
}
