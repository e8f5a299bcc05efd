import BoardProtocols

/// libFuzzer calls it with every input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzModbusRTU(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FrameFuzzing.check(.modbusRTU, start, count) {
    let crc = ModbusRTU.crc($0.dropLast(2))
    $0.replaceSubrange(($0.count - 2)..., with: [UInt8(crc & 0xFF), UInt8(crc >> 8)])
  }
  return 0
}
