/// libFuzzer calls it with every input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzScanner(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  ScanFuzzing.check(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// What has to hold for whatever bytes a reader may send, in every format.
private enum ScanFuzzing {
  /// The first two bytes say which format is meant and how the rest is cut.
  static func check(_ bytes: [UInt8]) {
    guard bytes.count > 2 else { return }
    let suffixes: [ScanFormat.Suffix] = [.any, .cr, .lf, .crlf, .tab, .none(idleGap: .milliseconds(50))]
    let format = ScanFormat(
      suffix: suffixes[Int(bytes[0] & 7) % suffixes.count], hasSTX: bytes[0] & 8 != 0, stripsAIM: bytes[0] & 16 != 0,
      encoding: bytes[0] & 32 != 0 ? .latin1 : .utf8)
    let stream = bytes[2...]
    let whole = found(format, stream, inPiecesOf: stream.count)
    precondition(whole == found(format, stream, inPiecesOf: 1 + Int(bytes[1] % 16)), "cutting makes a difference")
    for case .scan(let text, let bytes) in whole {
      precondition(!text.isEmpty && bytes.count <= ScanFormat.longest, "no label")
      for scalar in text.unicodeScalars {
        precondition(scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value), "a control character came through")
      }
    }
  }

  private static func found(
    _ format: ScanFormat, _ stream: ArraySlice<UInt8>, inPiecesOf size: Int
  ) -> [ScanParser.Item] {
    var parser = ScanParser(format)
    var items: [ScanParser.Item] = []
    var rest = stream
    while !rest.isEmpty {
      items += parser.received(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    items += parser.lineWentQuiet()
    precondition(parser.quietAfter == nil, "bytes are left over after silence")
    return items
  }
}
