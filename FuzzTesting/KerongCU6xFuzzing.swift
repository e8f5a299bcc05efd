import BoardProtocols

/// libFuzzer calls it with every input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKerongCU6x(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FrameFuzzing.check(.kerongCU6x, start, count) {
    $0[0] = 0x02
    $0[$0.count - 2] = 0x03
    $0[$0.count - 1] = $0.dropLast().reduce(0, &+)
  }
  return 0
}
