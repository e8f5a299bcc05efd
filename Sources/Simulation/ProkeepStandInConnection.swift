import Glibc
import Linux
import NIOCore
import NIOHTTP1

/// One connection to the stand-in: collects a request, enters it into the log and does what the plan says.
final class ProkeepStandInConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = ByteBuffer

  private let number: Int
  private let log: ProkeepStandInLog
  private let rules: () -> ProkeepStandInRules
  private let firstByte: FirstByte
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []

  init(number: Int, log: ProkeepStandInLog, rules: @escaping () -> ProkeepStandInRules, firstByte: FirstByte) {
    self.number = number
    self.log = log
    self.rules = rules
    self.firstByte = firstByte
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
    case .body(let bytes): body += bytes.readableBytesView
    case .end:
      guard let head else { return }
      self.head = nil
      answer(head, context: context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func answer(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
    let behaviour = log.nextBehaviour()
    let rules = rules()
    var reply: ProkeepStandInRules.Reply?
    let request = ProkeepStandInRequest(
      number: 0, connection: number, method: head.method.rawValue, path: head.uri,
      headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { _, last in last }, body: body,
      message: rules.message(in: body), firstByteAt: firstByte.take())
    _ = log.enter(request) { request in
      reply = Self.reply(to: request, behaviour, rules)
      request.status = reply?.status
      request.requestID = reply?.headers["x-request-id"]
    }
    let bytes = reply.map(Self.bytes)
    switch behaviour {
    case .documented, .answer: write(bytes, context: context, closes: !head.isKeepAlive)
    case .answerAndClose: write(bytes, context: context, closes: true)
    case .slow(let delay):
      let closes = !head.isKeepAlive
      let later = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) {
        self.write(bytes, context: later.value, closes: closes)
      }
    case .raw(let text): write(text, context: context, closes: true)
    case .close: context.close(promise: nil)
    case .reset:
      // A linger time of zero turns the close into a reset (socket(7)).
      let channel = context.channel
      let lingering = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      lingering?.whenComplete { _ in channel.close(promise: nil) }
    case .stall, .closeOnAccept: break
    }
  }

  private static func reply(
    to request: ProkeepStandInRequest, _ behaviour: ProkeepStandInBehaviour, _ rules: ProkeepStandInRules
  ) -> ProkeepStandInRules.Reply? {
    let requestID = "stand-in-\(request.number)"
    switch behaviour {
    case .documented, .slow, .answerAndClose: return rules.reply(to: request, requestID: requestID)
    case .answer(let status, let headers, let body):
      let headers = ["x-request-id": requestID].merging(
        headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { _, given in given })
      return ProkeepStandInRules.Reply(status: status, headers: headers, body: body)
    case .raw, .stall, .close, .reset, .closeOnAccept: return nil
    }
  }

  private static func bytes(_ reply: ProkeepStandInRules.Reply) -> String {
    let status = HTTPResponseStatus(statusCode: reply.status)
    var text = "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n"
    for (name, value) in reply.headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
    return text + "content-length: \(reply.body.utf8.count)\r\n\r\n" + reply.body
  }

  private func write(_ text: String?, context: ChannelHandlerContext, closes: Bool) {
    guard let text else { return }
    let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)))
    guard closes else { return }
    let channel = context.channel
    written.whenComplete { _ in channel.close(promise: nil) }
  }
}

/// Stands in front of the HTTP decoder and notes when the first byte of a request came.
final class FirstByte: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let log: ProkeepStandInLog
  private var at: Int64?

  init(log: ProkeepStandInLog) { self.log = log }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if at == nil { at = KernelClock.monotonic.nanoseconds }
    log.received(bytes: unwrapInboundIn(data).readableBytes)
    context.fireChannelRead(data)
  }

  /// The time of the request that is complete now; the next byte begins another.
  func take() -> Int64 {
    defer { at = nil }
    return at ?? KernelClock.monotonic.nanoseconds
  }
}
