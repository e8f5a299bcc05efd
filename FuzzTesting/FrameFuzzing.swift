import BoardProtocols

/// What has to hold for any bytes whatever, in every protocol.
enum FrameFuzzing {
  /// - Parameter mend: gives bytes the head, length, tail and check that they would have as one frame. Made up at random
  ///   they hardly ever fit, and what lies behind them would not be reached.
  static func check(
    _ name: BoardProtocol, _ start: UnsafePointer<UInt8>?, _ count: Int, mending mend: (inout [UInt8]) -> Void
  ) {
    // The first two bytes say how the rest is cut and who is asked.
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard bytes.count > 2 else { return }
    let stream = Array(bytes[2...])
    check(name, stream, bytes[0], bytes[1])
    guard stream.count >= 5 else { return }
    var mended = stream
    mend(&mended)
    check(name, mended, bytes[0], bytes[1])
    check(name, stream + mended + stream, bytes[0], bytes[1])
  }

  private static func check(_ name: BoardProtocol, _ bytes: [UInt8], _ size: UInt8, _ asked: UInt8) {
    let stream = bytes[...]
    let addresses = name.addresses
    let request =
      asked < 128 ? name.stateQuery(address: addresses.lowerBound + Int(asked) % addresses.count) : nil
    if let frame = try? name.decode(bytes) { precondition(frame.bytes == bytes, "it does not encode back") }
    _ = try? name.decode(bytes, answering: request?.bytes)
    let whole = found(name, stream, inPiecesOf: stream.count, answering: request)
    let pieces = found(name, stream, inPiecesOf: 1 + Int(size % 16), answering: request)
    precondition(whole == pieces, "what is found depends on how the stream was cut")
    precondition(whole.junk <= stream.count, "more junk than bytes")
    for frame in whole.frames { precondition((try? name.decode(frame)) != nil, "a frame that does not hold was found") }
  }

  private struct Found: Equatable {
    var frames: [[UInt8]] = []
    var echoes = 0
    var junk = 0
  }

  private static func found(
    _ name: BoardProtocol, _ stream: ArraySlice<UInt8>, inPiecesOf size: Int, answering request: BoardFrame?
  ) -> Found {
    var parser = FrameParser(name)
    var items: [FrameParser.Item] = []
    if let request { items += parser.sent(request) }
    var rest = stream
    while !rest.isEmpty {
      items += parser.received(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    items += parser.lineWentQuiet()
    precondition(!parser.isUnfinished, "bytes are left over after silence")
    var found = Found()
    for item in items {
      switch item {
      case .frame(let frame): found.frames.append(frame.bytes)
      case .echo: found.echoes += 1
      case .junk(let bytes): found.junk += bytes.count
      }
    }
    return found
  }
}
