import NIOCore
import NIOHTTP1

/// Closes connections of clients that send too slowly or do not read their answers.
final class ExchangeDeadlineHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private var deadline = ExchangeDeadline()
  private var sender: Scheduled<Void>?
  private var reader: Scheduled<Void>?

  func channelActive(context: ChannelHandlerContext) {
    act(deadline.opened(), context: context)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head: act(deadline.headRead(), context: context)
    case .end: act(deadline.requestEnded(), context: context)
    case .body: break
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = Self.unwrapOutboundIn(data) { act(deadline.answerEnded(), context: context) }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    reader?.cancel()
    reader = context.channel.isWritable ? nil : closing(context.channel, in: ExchangeDeadline.reader)
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    sender?.cancel()
    reader?.cancel()
    context.fireChannelInactive()
  }

  private func act(_ action: ExchangeDeadline.TimerAction, context: ChannelHandlerContext) {
    switch action {
    case .keep: break
    case .stop:
      sender?.cancel()
      sender = nil
    case .start(let time):
      sender?.cancel()
      sender = closing(context.channel, in: time)
    }
  }

  private func closing(_ channel: any Channel, in time: TimeAmount) -> Scheduled<Void> {
    channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }
}
