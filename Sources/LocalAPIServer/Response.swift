import FoundationEssentials
import LocalAPI
import NIOCore
import NIOHTTP1

/// How the answer to one request is written.
struct Response: Sendable {
  /// The connection stays open after it.
  private(set) var keepsAlive: Bool
  /// False for the answer to HEAD.
  let hasBody: Bool

  init(to head: HTTPRequestHead) {
    // After CONNECT or an upgrade NIO takes what follows for another protocol (RFC 9110 section 7.8 lets us ignore it).
    let switchesProtocol = head.method == .CONNECT || head.headers.contains(name: "upgrade")
    keepsAlive = head.isKeepAlive && head.version == .http1_1 && !switchesProtocol
    hasBody = head.method != .HEAD
  }

  private init() {
    keepsAlive = false
    hasBody = true
  }

  /// For bytes that were no request.
  static let toGarbage = Response()

  /// The same, closing the connection.
  var closing: Response {
    var response = self
    response.keepsAlive = false
    return response
  }

  func send(
    _ problem: Problem, headers: HTTPHeaders = [:], to outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>,
    on channel: any Channel
  ) async throws {
    try await send(
      status: problem.kind.status, type: Problem.mediaType, headers: headers, body: WireJSON.plain(problem),
      to: outbound, on: channel)
  }

  func send(
    status: Int, type: String, headers: HTTPHeaders = [:], body: Data,
    to outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>, on channel: any Channel
  ) async throws {
    var head = head(status: status, type: type)
    head.headers.add(contentsOf: headers)
    head.headers.add(name: "content-length", value: String(body.count))
    let bytes: [HTTPServerResponsePart] = hasBody ? [.body(.byteBuffer(ByteBuffer(bytes: body)))] : []
    try await outbound.write(contentsOf: [.head(head)] + bytes)
    try await Self.end(on: channel)
  }

  /// Ends the answer and waits until the socket has all of it: the writer takes what does not fit into the socket yet, and
  /// closing the connection would drop that.
  static func end(on channel: any Channel) async throws {
    try await channel.writeAndFlush(HTTPServerResponsePart.end(nil)).get()
  }

  /// The head of an answer whose length is not known.
  func sendStreamHead(type: String, to outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>) async throws {
    try await outbound.write(.head(head(status: 200, type: type)))
  }

  private func head(status: Int, type: String) -> HTTPResponseHead {
    var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status))
    head.headers.add(name: "content-type", value: type)
    head.headers.add(name: "cache-control", value: "no-store")
    if !keepsAlive { head.headers.add(name: "connection", value: "close") }
    return head
  }
}
