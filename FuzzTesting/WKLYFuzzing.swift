import BoardProtocols

/// libFuzzer calls it with every input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWKLY(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FrameFuzzing.check(.wkly, start, count) {
    $0.replaceSubrange(0..<5, with: [0x57, 0x4B, 0x4C, 0x59, UInt8(truncatingIfNeeded: $0.count)])
    $0[$0.count - 1] = $0.dropLast().reduce(0, ^)
  }
  return 0
}
