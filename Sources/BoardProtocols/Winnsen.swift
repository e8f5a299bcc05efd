/// WINNSEN lock control boards, 16 locks each, as in their “Lock Control Board Serial Command Document V202104”, and a
/// clone's additions.
///
/// | frame | |
/// |---|---|
/// | `90 06 05 SS LL 03` | unlock |
/// | `90 07 85 SS LL ST 03` | the answer: 01 done, 00 failed, 02 not so soon after another (clone) |
/// | `90 07 02 SS low high 03` | query of the locks in a mask |
/// | `90 07 82 SS low high 03` | the answer: bit 0 of the low byte is lock 1, and 1 is open |
/// | `90 06 12 SS LL 03` | query of one lock (clone) |
/// | `90 07 92 SS ST LL 03` | the answer: here ST stands before LL |
///
/// Some boards answer A5 for 85 and A2 for 82. SS is the station, from 1 on, in old firmware from 0.
///
/// There is no checksum: head, length, tail, the station that was asked and a second reading that says the same are all
/// that stands between noise and a door that seems to open. A mask or a group may be 03 like the tail, so frames end by
/// their length. Only the latch is sensed. A clone answers an unlock before its pulse: what it says then is the old state.
package enum Winnsen: FrameCodec {
  package static let defaultBaud = BaudRate.b9600
  package static let bauds = [BaudRate.b9600]
  package static let addresses = 0...255
  package static let locks = 1...16
  /// At least two: nothing else tells an answer from noise that looks like one.
  package static let agreeingReadings = 2

  package enum Frame: Hashable, Sendable {
    case unlock(station: Int, lock: Int)
    /// `isVariant`: A5 for 85.
    case unlockReply(station: Int, lock: Int, status: UInt8, isVariant: Bool = false)
    /// Bit 0 is lock 1.
    case query(station: Int, mask: UInt16)
    /// Bit 0 is lock 1. `isVariant`: A2 for 82.
    case state(station: Int, locks: UInt16, isVariant: Bool = false)
    case queryLock(station: Int, lock: Int)
    case lockState(station: Int, lock: Int, status: UInt8)
  }

  static func stateQuery(_ board: LockBoard) -> BoardFrame {
    let mask = UInt16.max >> UInt16(16 - (board.locks ?? 16))
    return Frame.query(station: board.address, mask: mask).described(mask: .max)
  }

  static func stateAnswerLength(_ board: LockBoard) -> Int { 7 }

  static func unlock(_ board: LockBoard, lock: Int) -> UnlockPlan? {
    .pulse(Frame.unlock(station: board.address, lock: lock).described(mask: .max))
  }

  static func lengths(of start: ArraySlice<UInt8>, answering request: BoardFrame?) -> FrameLengths {
    let first = start.startIndex
    guard start[first] == head else { return .impossible }
    guard start.count > 2 else { return .undecided }
    let length = length(command: start[first + 2])
    return length == Int(start[first + 1]) ? .exactly(Int(start[first + 1])) : .impossible
  }

  static func frame(_ bytes: ArraySlice<UInt8>, answering request: BoardFrame?) throws(InvalidFrame) -> BoardFrame {
    let frame = try Frame(Array(bytes))
    // Only the locks that were asked for are known.
    if case .query(let station, let mask)? = request.flatMap({ try? Frame($0.bytes) }),
      case .state(station, _, _) = frame
    {
      return frame.described(mask: mask)
    }
    return frame.described(mask: .max)
  }

  fileprivate static let head: UInt8 = 0x90
  fileprivate static let tail: UInt8 = 0x03

  fileprivate static func length(command: UInt8) -> Int? {
    switch command {
    case 0x05, 0x12: 6
    case 0x02, 0x82, 0x85, 0x92, 0xA2, 0xA5: 7
    default: nil
    }
  }
}

extension Winnsen.Frame {
  package init(_ bytes: [UInt8]) throws(InvalidFrame) {
    guard let first = bytes.first, first == Winnsen.head else {
      throw InvalidFrame(.wrongHead(bytes.first ?? 0, expected: "90"))
    }
    guard bytes.count >= 6 else { throw InvalidFrame(.wrongLength(bytes.count, needs: 6)) }
    guard let length = Winnsen.length(command: bytes[2]) else { throw InvalidFrame(.unknownCommand(bytes[2])) }
    guard bytes.count == length else { throw InvalidFrame(.wrongLength(bytes.count, needs: length)) }
    guard bytes[1] == length else {
      throw InvalidFrame(
        .impossibleValue(
          "the second byte says the length, here \(Hex.text([UInt8(length)])), not \(Hex.text([bytes[1]]))"))
    }
    guard bytes[length - 1] == Winnsen.tail else {
      throw InvalidFrame(.wrongTail(bytes[length - 1], expected: Winnsen.tail))
    }
    let station = Int(bytes[3])
    switch bytes[2] {
    case 0x05: self = .unlock(station: station, lock: try Self.lock(bytes[4]))
    case 0x12: self = .queryLock(station: station, lock: try Self.lock(bytes[4]))
    case 0x02: self = .query(station: station, mask: UInt16(bytes[4]) | UInt16(bytes[5]) << 8)
    case 0x82, 0xA2:
      self = .state(station: station, locks: UInt16(bytes[4]) | UInt16(bytes[5]) << 8, isVariant: bytes[2] == 0xA2)
    case 0x92: self = .lockState(station: station, lock: try Self.lock(bytes[5]), status: try Self.status(bytes[4]))
    default:
      self = .unlockReply(
        station: station, lock: try Self.lock(bytes[4]), status: try Self.status(bytes[5]), isVariant: bytes[2] == 0xA5)
    }
  }

  package var bytes: [UInt8] {
    switch self {
    case .unlock(let station, let lock): framed(0x05, station, [UInt8(lock)])
    case .unlockReply(let station, let lock, let status, let isVariant):
      framed(isVariant ? 0xA5 : 0x85, station, [UInt8(lock), status])
    case .query(let station, let mask): framed(0x02, station, [UInt8(mask & 0xFF), UInt8(mask >> 8)])
    case .state(let station, let locks, let isVariant):
      framed(isVariant ? 0xA2 : 0x82, station, [UInt8(locks & 0xFF), UInt8(locks >> 8)])
    case .queryLock(let station, let lock): framed(0x12, station, [UInt8(lock)])
    case .lockState(let station, let lock, let status): framed(0x92, station, [status, UInt8(lock)])
    }
  }

  /// - Parameter mask: the locks that were asked for.
  fileprivate func described(mask: UInt16) -> BoardFrame {
    switch self {
    case .unlock(let station, let lock):
      BoardFrame(
        .request, "unlock", address: station, locks: [.init(lock: lock, raw: nil)], answer: .unlockReply, bytes: bytes)
    case .unlockReply(let station, let lock, let status, _):
      BoardFrame(
        .unlockReply, "answer to an unlock", address: station, locks: [.init(lock: lock, raw: Int(status))],
        isRefusal: status != 1, bytes: bytes)
    case .query(let station, .max):
      BoardFrame(.request, "query of all locks", address: station, answer: .stateAll, bytes: bytes)
    case .query(let station, let mask):
      BoardFrame(
        .request, "query of some locks", address: station, locks: Self.listed(mask, of: mask, isRequest: true),
        answer: .stateAll, bytes: bytes)
    case .state(let station, let locks, _):
      BoardFrame(
        .stateAll, "state of all locks", address: station, locks: Self.listed(locks, of: mask, isRequest: false),
        bytes: bytes)
    case .queryLock(let station, let lock):
      BoardFrame(
        .request, "query of one lock", address: station, locks: [.init(lock: lock, raw: nil)], answer: .state,
        bytes: bytes)
    case .lockState(let station, let lock, let status):
      BoardFrame(
        .state, "state of one lock", address: station, locks: [.init(lock: lock, raw: Int(status))], bytes: bytes)
    }
  }

  private func framed(_ command: UInt8, _ station: Int, _ data: [UInt8]) -> [UInt8] {
    [Winnsen.head, UInt8(data.count + 5), command, UInt8(station)] + data + [Winnsen.tail]
  }

  private static func listed(_ bits: UInt16, of mask: UInt16, isRequest: Bool) -> [BoardFrame.Lock] {
    Winnsen.locks.filter { mask >> UInt16($0 - 1) & 1 == 1 }
      .map { .init(lock: $0, raw: isRequest ? nil : Int(bits >> UInt16($0 - 1)) & 1) }
  }

  private static func lock(_ byte: UInt8) throws(InvalidFrame) -> Int {
    guard Winnsen.locks.contains(Int(byte)) else {
      throw InvalidFrame(.impossibleValue("the lock's number \(byte) is not 1 to 16"))
    }
    return Int(byte)
  }

  private static func status(_ byte: UInt8) throws(InvalidFrame) -> UInt8 {
    guard byte <= 2 else { throw InvalidFrame(.impossibleValue("the status is 00 to 02, not \(Hex.text([byte]))")) }
    return byte
  }
}
