import BoardProtocols

/// libFuzzer calls it with every input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWinnsen(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FrameFuzzing.check(.winnsen, start, count) {
    $0[0] = 0x90
    $0[1] = UInt8(truncatingIfNeeded: $0.count)
    $0[$0.count - 1] = 0x03
  }
  return 0
}
