import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import LocalAPIServer

@Suite struct ExchangeDeadlineTests {
  private static let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")

  private func connected() throws -> EmbeddedChannel {
    let channel = EmbeddedChannel(handler: ExchangeDeadlineHandler())
    try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
    return channel
  }

  private func pass(_ time: TimeAmount, on channel: EmbeddedChannel) { channel.embeddedEventLoop.advanceTime(by: time) }

  private func answer(_ channel: EmbeddedChannel) throws {
    try channel.writeOutbound(HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)))
    try channel.writeOutbound(HTTPServerResponsePart.end(nil))
  }

  @Test func aConnectionWithoutARequestIsClosed() throws {
    let channel = try connected()
    pass(ExchangeDeadline.head - .seconds(1), on: channel)
    #expect(channel.isActive)
    pass(.seconds(1), on: channel)
    #expect(!channel.isActive)
  }

  @Test func aBodyThatDoesNotEndIsCutOff() throws {
    let channel = try connected()
    try channel.writeInbound(HTTPServerRequestPart.head(Self.head))
    pass(ExchangeDeadline.body - .seconds(1), on: channel)
    // A byte now and then does not help.
    try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "x")))
    pass(.seconds(1), on: channel)
    #expect(!channel.isActive)
  }

  @Test func anAnswerMayTakeItsTimeAndTheNextRequestToo() throws {
    let channel = try connected()
    try channel.writeInbound(HTTPServerRequestPart.head(Self.head))
    try channel.writeInbound(HTTPServerRequestPart.end(nil))
    pass(.hours(1), on: channel)
    #expect(channel.isActive)
    try answer(channel)
    pass(ExchangeDeadline.head - .seconds(1), on: channel)
    #expect(channel.isActive)
    pass(.seconds(1), on: channel)
    #expect(!channel.isActive)
  }

  @Test func afterAnEarlyRefusalTheBodyStillHasToEnd() throws {
    let channel = try connected()
    try channel.writeInbound(HTTPServerRequestPart.head(Self.head))
    try answer(channel)
    pass(ExchangeDeadline.body, on: channel)
    #expect(!channel.isActive)
  }

  @Test func afterAnEarlyRefusalTheNextRequestMayCome() throws {
    let channel = try connected()
    try channel.writeInbound(HTTPServerRequestPart.head(Self.head))
    try answer(channel)
    try channel.writeInbound(HTTPServerRequestPart.end(nil))
    pass(ExchangeDeadline.body, on: channel)
    #expect(channel.isActive)
  }

  @Test func aReaderThatDoesNotReadIsDropped() throws {
    let channel = try connected()
    try channel.writeInbound(HTTPServerRequestPart.head(Self.head))
    try channel.writeInbound(HTTPServerRequestPart.end(nil))
    channel.isWritable = false
    channel.pipeline.fireChannelWritabilityChanged()
    pass(ExchangeDeadline.reader - .seconds(1), on: channel)
    #expect(channel.isActive)
    pass(.seconds(1), on: channel)
    #expect(!channel.isActive)
  }

  @Test func aReaderThatCatchesUpStays() throws {
    let channel = try connected()
    try channel.writeInbound(HTTPServerRequestPart.head(Self.head))
    try channel.writeInbound(HTTPServerRequestPart.end(nil))
    channel.isWritable = false
    channel.pipeline.fireChannelWritabilityChanged()
    channel.isWritable = true
    channel.pipeline.fireChannelWritabilityChanged()
    pass(.hours(1), on: channel)
    #expect(channel.isActive)
  }
}
