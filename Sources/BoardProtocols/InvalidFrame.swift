/// Why bytes are not a frame of a protocol.
///
/// Made for every piece of junk that a stream holds: the words are put together only when somebody reads them.
package struct InvalidFrame: Error, Hashable, Sendable {
  package enum Fault: Hashable, Sendable {
    case noBytes
    case oddDigits(String)
    case notHexadecimal(String)
    case wrongLength(Int, needs: Int)
    /// `expected` in words: a protocol may have several heads.
    case wrongHead(UInt8, expected: String)
    case unknownCommand(UInt8)
    case wrongTail(UInt8, expected: UInt8)
    case wrongChecksum(UInt8, expected: UInt8)
    /// Two bytes, as they stand in the frame.
    case wrongCRC([UInt8], expected: [UInt8])
    /// The checksum holds, but a field has a value that the protocol doesn't know.
    case impossibleValue(String)
  }

  package let fault: Fault
  /// The fault is in the request that was given along, not in the frame.
  var isOfRequest = false
  /// What else the bytes could be.
  var hints: [String] = []

  init(_ fault: Fault) { self.fault = fault }

  /// What was expected and what is there, for a technician.
  package var message: String {
    ([isOfRequest ? "the request is not a frame: \(fault.message)" : fault.message] + hints).joined(separator: "; ")
  }
}

extension InvalidFrame.Fault {
  fileprivate var message: String {
    switch self {
    case .noBytes: "there are no bytes; write the frame like 80 01 00 33 B2"
    case .oddDigits(let word): "“\(word)” has an odd number of digits; write two for each byte"
    case .notHexadecimal(let word): "“\(word)” is not hexadecimal; write the frame like 80 01 00 33 B2"
    case .wrongLength(let count, let needs):
      "too \(count < needs ? "short" : "long"): such a frame has \(needs) bytes, these are \(count)"
    case .wrongHead(let got, let expected): "wrong head: expected \(expected), got \(Hex.text([got]))"
    case .unknownCommand(let got): "unknown command \(Hex.text([got]))"
    case .wrongTail(let got, let expected): "wrong tail: expected \(Hex.text([expected])), got \(Hex.text([got]))"
    case .wrongChecksum(let got, let expected):
      "wrong checksum: expected \(Hex.text([expected])), got \(Hex.text([got]))"
    case .wrongCRC(let got, let expected): "wrong checksum: expected \(Hex.text(expected)), got \(Hex.text(got))"
    case .impossibleValue(let sentence): sentence
    }
  }
}
