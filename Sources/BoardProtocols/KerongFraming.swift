/// What the three revisions of KERONG's CU family have in common: `02 … 03 SUM`.
///
/// SUM is the low byte of the sum of everything before it: it can't see swapped bytes, nor tell the revisions apart.
enum KerongFraming {
  /// What command 40 of the 3x revision sets.
  static let bauds: [BaudRate] = [.b9600, .b19200, .b57600, .b115200]

  private static let head: UInt8 = 0x02
  private static let tail: UInt8 = 0x03

  /// - Parameter length: how long a frame with this command is; nil when there is no such command.
  static func lengths(
    of start: ArraySlice<UInt8>, commandAt place: Int, length: (UInt8) -> Int?
  ) -> FrameLengths {
    guard start[start.startIndex] == head else { return .impossible }
    guard start.count > place else { return .undecided }
    return length(start[start.startIndex + place]).map { .exactly($0) } ?? .impossible
  }

  /// Throws unless head, length, tail and sum hold.
  static func check(
    _ bytes: [UInt8], commandAt place: Int, shortest: Int, length: (UInt8) -> Int?
  ) throws(InvalidFrame) {
    guard let first = bytes.first, first == head else {
      throw InvalidFrame(.wrongHead(bytes.first ?? 0, expected: "02"))
    }
    guard bytes.count >= shortest else { throw InvalidFrame(.wrongLength(bytes.count, needs: shortest)) }
    guard let length = length(bytes[place]) else { throw InvalidFrame(.unknownCommand(bytes[place])) }
    guard bytes.count == length else { throw InvalidFrame(.wrongLength(bytes.count, needs: length)) }
    guard bytes[length - 2] == tail else { throw InvalidFrame(.wrongTail(bytes[length - 2], expected: tail)) }
    let sum = sum(bytes.dropLast())
    guard bytes[length - 1] == sum else { throw InvalidFrame(.wrongChecksum(bytes[length - 1], expected: sum)) }
  }

  /// A whole frame round what stands between head and tail.
  static func framed(_ body: [UInt8]) -> [UInt8] {
    let bytes = [head] + body + [tail]
    return bytes + [sum(bytes)]
  }

  private static func sum(_ bytes: some Sequence<UInt8>) -> UInt8 { bytes.reduce(0, &+) }
}
