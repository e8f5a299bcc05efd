/// What has to hold for any bytes whatever, in every protocol.
enum FrameFuzzing {
  static func check(_ name: BoardProtocol, _ start: UnsafePointer<UInt8>?, _ count: Int) {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let frame = try? name.decode(bytes) { precondition(frame.bytes == bytes, "it does not encode back") }

    // The first two bytes say how the rest is cut and who is asked.
    guard bytes.count > 2 else { return }
    let addresses = name.addresses
    let request =
      bytes[1] < 128
      ? name.stateQuery(address: addresses.lowerBound + Int(bytes[1]) % addresses.count) : nil
    let stream = bytes[2...]
    let whole = found(name, stream, inPiecesOf: stream.count, answering: request)
    let pieces = found(name, stream, inPiecesOf: 1 + Int(bytes[0] % 16), answering: request)
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
