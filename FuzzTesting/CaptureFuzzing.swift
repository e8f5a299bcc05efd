import Captures

/// libFuzzer calls it with every input it makes up; it begins with the captures of the tests.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCaptures(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  guard let capture = try? CaptureParser.capture(text) else { return 0 }
  precondition((try? CaptureParser.capture(capture.text)) == capture, "what is written is not what was read")
  _ = CaptureScript(capture)
  return 0
}
