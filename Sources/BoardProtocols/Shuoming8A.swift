/// The 8A/80 lock boards of Guangzhou Shuoming and their many clones, 2 to 50 locks.
///
/// Each frame ends with BCC, the XOR of everything before it. AA is the board, CC the lock (00: all), ST is 00 or 11.
///
/// | frame | |
/// |---|---|
/// | `8A AA CC 11 BCC` | unlock one or all; with a pulse in seconds: `8A AA CC 11 SS BCC` |
/// | `8A AA CC ST BCC` | the answer: with ST 11 the same bytes as the request |
/// | `80 AA CC 33 BCC`, `80 AA CC ST BCC` | query of one lock, and the answer |
/// | `80 AA 00 33 BCC`, `80 AA Sn … S1 33 BCC` | query of all, and the answer: highest group first, bit 0 the lowest lock |
/// | `81` or `82 AA CC ST BCC` | a door changed (firmware option) |
/// | `90 AA S3 S2 S1 BCC` | unlock several |
/// | `9A`, `9B AA CC 11 BCC` | keep powered, and stop |
/// | `80 01 00 99 18`, `80 01 AA 99 BCC` | what is your address, and the answer |
/// | `82 01 00 22 A1` | firmware version |
///
/// The number of groups is not locks/8 (a board of 8 locks that was looked at answers three) and the `33` behind them
/// may also be a group: only the silence behind a frame shows how long a board's answer is. Which value of a bit means
/// closed depends on how the latches are wired. Sources: blog.csdn.net/u012909822/article/details/147892413,
/// github.com/Open-Locker/Open-Locker (`locker-client/src/adapters/rs485/`, ADR-0058).
package enum Shuoming8A: FrameCodec {
  package static let defaultBaud = BaudRate.b9600
  package static let bauds = [BaudRate.b9600]
  package static let addresses = 1...99
  /// Boards up to 50 locks are known; seven groups hold 56.
  package static let locks = 1...56

  package enum Frame: Hashable, Sendable {
    case queryLock(board: Int, lock: Int)
    case queryBoard(Int)
    case queryAddress
    case queryFirmware(board: Int)
    case unlock(board: Int, lock: Int, seconds: Int?)
    case unlockAll(board: Int)
    /// S1 first here; the wire has it last.
    case unlockSeveral(board: Int, groups: [UInt8])
    case keepPowered(board: Int, lock: Int)
    case stopPowering(board: Int, lock: Int)
    case unlockReply(board: Int, lock: Int, status: UInt8)
    case lockState(board: Int, lock: Int, status: UInt8)
    /// S1 first here; the wire has it last.
    case boardState(board: Int, groups: [UInt8])
    case address(Int)
    /// `head` is 81 or 82: which one depends on the firmware.
    case doorChange(head: UInt8, board: Int, lock: Int, status: UInt8)
  }

  static func stateQuery(_ board: LockBoard) -> BoardFrame { Frame.queryBoard(board.address).described }

  /// Three groups at least: so does a board of eight locks that was looked at.
  static func stateAnswerLength(_ board: LockBoard) -> Int { 4 + max(3, ((board.locks ?? 24) + 7) / 8) }

  static func unlock(_ board: LockBoard, lock: Int) -> UnlockPlan? {
    .pulse(Frame.unlock(board: board.address, lock: lock, seconds: nil).described)
  }

  static func lengths(of start: ArraySlice<UInt8>, answering request: BoardFrame?) -> FrameLengths {
    let head = start[start.startIndex]
    guard heads.contains(head) else { return .impossible }
    guard start.count > 1 else { return .undecided }
    guard addresses.contains(Int(start[start.startIndex + 1])) else { return .impossible }
    switch head {
    case 0x80: return request?.answer == .state ? .exactly(5) : .longest(of: 5...groupCounts.upperBound + 4)
    case 0x8A: return .shortest(of: [5, 6])
    case 0x90: return .exactly(6)
    default: return .exactly(5)
    }
  }

  static func frame(_ bytes: ArraySlice<UInt8>, answering request: BoardFrame?) throws(InvalidFrame) -> BoardFrame {
    // An unlock that comes back unchanged: the board's answer when that unlock is waited for, else a request.
    try Frame(Array(bytes), isReply: request?.answer == .unlockReply).described
  }

  /// One group alone would look like the answer to a query of one lock; no board is known that sends fewer than three.
  fileprivate static let groupCounts = 2...7

  fileprivate static let heads: Set<UInt8> = [0x80, 0x81, 0x82, 0x8A, 0x90, 0x9A, 0x9B]

  fileprivate static func bcc(_ bytes: some Sequence<UInt8>) -> UInt8 { bytes.reduce(0, ^) }
}

extension Shuoming8A.Frame {
  /// Reads a whole frame. `isReply`: an unlock is being waited for, so that `8A AA CC 11 BCC` is its answer.
  package init(_ bytes: [UInt8], isReply: Bool = false) throws(InvalidFrame) {
    guard let head = bytes.first, Shuoming8A.heads.contains(head) else {
      throw InvalidFrame(.wrongHead(bytes.first ?? 0, expected: "80, 81, 82, 8A, 90, 9A or 9B"))
    }
    let longest: Int
    switch head {
    case 0x80: longest = Shuoming8A.groupCounts.upperBound + 4
    case 0x8A: longest = 6
    case 0x90: longest = 6
    default: longest = 5
    }
    let shortest = head == 0x90 ? 6 : 5
    guard bytes.count >= shortest else { throw InvalidFrame(.wrongLength(bytes.count, needs: shortest)) }
    guard bytes.count <= longest else { throw InvalidFrame(.wrongLength(bytes.count, needs: longest)) }
    let bcc = Shuoming8A.bcc(bytes.dropLast())
    guard bytes[bytes.count - 1] == bcc else {
      throw InvalidFrame(.wrongChecksum(bytes[bytes.count - 1], expected: bcc))
    }

    let board = Int(bytes[1])
    guard Shuoming8A.addresses.contains(board) else {
      throw InvalidFrame(.impossibleValue("the board's address \(board) is not 1 to 99"))
    }
    switch head {
    case 0x80 where bytes.count > 5: self = try Self.boardState(board, bytes)
    case 0x80: self = try Self.shortState(board, bytes)
    case 0x8A: self = try Self.unlocking(board, bytes, isReply: isReply)
    case 0x90: self = .unlockSeveral(board: board, groups: bytes[2...4].reversed())
    case 0x9A, 0x9B:
      guard bytes[3] == 0x11 else {
        throw InvalidFrame(.impossibleValue("the fourth byte is 11, not \(Hex.text([bytes[3]]))"))
      }
      let lock = try Self.lock(bytes[2])
      self = head == 0x9A ? .keepPowered(board: board, lock: lock) : .stopPowering(board: board, lock: lock)
    case 0x82 where bytes[2] == 0 && bytes[3] == 0x22: self = .queryFirmware(board: board)
    default:
      self = .doorChange(head: head, board: board, lock: try Self.lock(bytes[2]), status: try Self.status(bytes[3]))
    }
  }

  package var bytes: [UInt8] {
    let bytes: [UInt8]
    switch self {
    case .queryLock(let board, let lock): bytes = [0x80, UInt8(board), UInt8(lock), 0x33]
    case .queryBoard(let board): bytes = [0x80, UInt8(board), 0, 0x33]
    case .queryAddress: bytes = [0x80, 1, 0, 0x99]
    case .queryFirmware(let board): bytes = [0x82, UInt8(board), 0, 0x22]
    case .unlock(let board, let lock, let seconds):
      bytes = [0x8A, UInt8(board), UInt8(lock), 0x11] + (seconds.map { [UInt8($0)] } ?? [])
    case .unlockAll(let board): bytes = [0x8A, UInt8(board), 0, 0x11]
    case .unlockSeveral(let board, let groups): bytes = [0x90, UInt8(board)] + groups.reversed()
    case .keepPowered(let board, let lock): bytes = [0x9A, UInt8(board), UInt8(lock), 0x11]
    case .stopPowering(let board, let lock): bytes = [0x9B, UInt8(board), UInt8(lock), 0x11]
    case .unlockReply(let board, let lock, let status): bytes = [0x8A, UInt8(board), UInt8(lock), status]
    case .lockState(let board, let lock, let status): bytes = [0x80, UInt8(board), UInt8(lock), status]
    case .boardState(let board, let groups): bytes = [0x80, UInt8(board)] + groups.reversed() + [0x33]
    case .address(let board): bytes = [0x80, 1, UInt8(board), 0x99]
    case .doorChange(let head, let board, let lock, let status): bytes = [head, UInt8(board), UInt8(lock), status]
    }
    return bytes + [Shuoming8A.bcc(bytes)]
  }

  var described: BoardFrame {
    switch self {
    case .queryLock(let board, let lock):
      BoardFrame(.request, "query of one lock", address: board, locks: [named(lock)], answer: .state, bytes: bytes)
    case .queryBoard(let board):
      BoardFrame(.request, "query of all locks", address: board, answer: .stateAll, bytes: bytes)
    case .queryAddress: BoardFrame(.request, "query of the address", address: nil, answer: .other, bytes: bytes)
    case .queryFirmware(let board):
      BoardFrame(.request, "query of the firmware version", address: board, bytes: bytes)
    case .unlock(let board, let lock, nil):
      BoardFrame(.request, "unlock", address: board, locks: [named(lock)], answer: .unlockReply, bytes: bytes)
    case .unlock(let board, let lock, let seconds?):
      BoardFrame(
        .request, "unlock for \(seconds) s", address: board, locks: [named(lock)], answer: .unlockReply, bytes: bytes)
    case .unlockAll(let board):
      BoardFrame(.request, "unlock all", address: board, answer: .unlockReply, bytes: bytes)
    case .unlockSeveral(let board, let groups):
      BoardFrame(
        .request, "unlock several", address: board,
        locks: listed(groups).filter { $0.raw == 1 }.map { named($0.lock) }, bytes: bytes)
    case .keepPowered(let board, let lock):
      BoardFrame(.request, "keep powered", address: board, locks: [named(lock)], bytes: bytes)
    case .stopPowering(let board, let lock):
      BoardFrame(.request, "stop keeping powered", address: board, locks: [named(lock)], bytes: bytes)
    case .unlockReply(let board, let lock, let status):
      // Lock 0 answers for all: no lock to name.
      BoardFrame(
        .unlockReply, "answer to an unlock", address: board, locks: lock == 0 ? [] : [read(lock, status)], bytes: bytes)
    case .lockState(let board, let lock, let status):
      BoardFrame(.state, "state of one lock", address: board, locks: [read(lock, status)], bytes: bytes)
    case .boardState(let board, let groups):
      BoardFrame(.stateAll, "state of all locks", address: board, locks: listed(groups), bytes: bytes)
    case .address(let board): BoardFrame(.other, "its address", address: board, bytes: bytes)
    case .doorChange(_, let board, let lock, let status):
      BoardFrame(.doorEvent, "a door changed", address: board, locks: [read(lock, status)], bytes: bytes)
    }
  }

  private static func boardState(_ board: Int, _ bytes: [UInt8]) throws(InvalidFrame) -> Self {
    guard bytes[bytes.count - 2] == 0x33 else {
      throw InvalidFrame(
        .impossibleValue("the byte before the checksum is 33, not \(Hex.text([bytes[bytes.count - 2]]))"))
    }
    return .boardState(board: board, groups: bytes[2..<bytes.count - 2].reversed())
  }

  private static func shortState(_ board: Int, _ bytes: [UInt8]) throws(InvalidFrame) -> Self {
    switch bytes[3] {
    case 0x33: return bytes[2] == 0 ? .queryBoard(board) : .queryLock(board: board, lock: try lock(bytes[2]))
    case 0x99:
      guard board == 1 else {
        throw InvalidFrame(.impossibleValue("the second byte is 01, not \(Hex.text([bytes[1]]))"))
      }
      return bytes[2] == 0 ? .queryAddress : .address(Int(bytes[2]))
    default: return .lockState(board: board, lock: try lock(bytes[2]), status: try status(bytes[3]))
    }
  }

  private static func unlocking(_ board: Int, _ bytes: [UInt8], isReply: Bool) throws(InvalidFrame) -> Self {
    if bytes.count == 6 {
      guard bytes[3] == 0x11, (1...9).contains(bytes[4]) else {
        throw InvalidFrame(.impossibleValue("a pulse is 11 and 1 to 9 seconds, not \(Hex.text(bytes[3...4]))"))
      }
      return .unlock(board: board, lock: try lock(bytes[2]), seconds: Int(bytes[4]))
    }
    let status = try status(bytes[3])
    let lock = bytes[2] == 0 ? 0 : try lock(bytes[2])
    if isReply || status == 0 { return .unlockReply(board: board, lock: lock, status: status) }
    return lock == 0 ? .unlockAll(board: board) : .unlock(board: board, lock: lock, seconds: nil)
  }

  private static func lock(_ byte: UInt8) throws(InvalidFrame) -> Int {
    guard Shuoming8A.locks.contains(Int(byte)) else {
      throw InvalidFrame(.impossibleValue("the lock's number \(byte) is not 1 to 56"))
    }
    return Int(byte)
  }

  private static func status(_ byte: UInt8) throws(InvalidFrame) -> UInt8 {
    guard byte == 0x00 || byte == 0x11 else {
      throw InvalidFrame(.impossibleValue("the status is 00 or 11, not \(Hex.text([byte]))"))
    }
    return byte
  }

  private func named(_ lock: Int) -> BoardFrame.Lock { .init(lock: lock, raw: nil) }

  private func read(_ lock: Int, _ status: UInt8) -> BoardFrame.Lock { .init(lock: lock, raw: Int(status)) }

  private func listed(_ groups: [UInt8]) -> [BoardFrame.Lock] { .bits(groups) }
}
