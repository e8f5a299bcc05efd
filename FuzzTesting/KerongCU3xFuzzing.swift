/// libFuzzer calls it with every input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKerongCU3x(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FrameFuzzing.check(.kerongCU3x, start, count)
  return 0
}
