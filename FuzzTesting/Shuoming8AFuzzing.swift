import BoardProtocols

/// libFuzzer calls it with every input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzShuoming8A(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FrameFuzzing.check(.shuoming8A, start, count) {
    $0[$0.count - 1] = $0.dropLast().reduce(0, ^)
  }
  return 0
}
