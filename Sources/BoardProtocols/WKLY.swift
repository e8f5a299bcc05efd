/// The WKLY lock boards, 12 and 24 locks, sold in China, Vietnam, Russia and Mexico.
///
/// `57 4B 4C 59 LEN ADDR CMD data… XOR`. LEN is the length of the whole frame, XOR that of everything before it. Locks
/// count from 1. Requests and answers have the same CMD; LEN tells them apart.
///
/// | CMD | | request | answer |
/// |---|---|---|---|
/// | 80 | unlock several at once | n, locks | status |
/// | 81 | flash an LED | lock | status, lock |
/// | 82 | unlock one | lock | status, lock, state |
/// | 83 | query of one lock | lock | status, lock, state |
/// | 84 | query of all locks | | status, n, n states |
/// | 85 | a door changed, told unasked, also between a request and its answer | | lock, state |
/// | 86 | unlock all, one after another | | status |
/// | 87 | unlock several, one after another | n, locks | status |
/// | 88, 89 | keep powered, and stop | lock | status, lock |
/// | 96 | status of a drawer machine | six bytes | not known |
///
/// The status is 00 or FF (failed); a state is 00 or 01, and sources differ on which of them is open: a setting. Some
/// boards don't answer 82. Sources: github.com/junerver/lockdemo, github.com/Artcen-Design/Arcen-Locker.
package enum WKLY: FrameCodec {
  package static let defaultBaud = BaudRate.b9600
  package static let bauds = [BaudRate.b9600]
  package static let addresses = 0...31
  /// What fits into the longest frame.
  package static let locks = 1...245

  package enum Frame: Hashable, Sendable {
    case queryLock(board: Int, lock: Int)
    case queryBoard(Int)
    case unlock(board: Int, lock: Int)
    case unlockAll(board: Int)
    case unlockSeveral(board: Int, locks: [Int], inTurn: Bool)
    case flashLED(board: Int, lock: Int)
    case keepPowered(board: Int, lock: Int)
    case stopPowering(board: Int, lock: Int)
    case queryDrawers(board: Int, data: [UInt8])
    /// The answer to 80, 86 and 87.
    case done(board: Int, command: UInt8, status: UInt8)
    /// The answer to 81, 88 and 89.
    case lockDone(board: Int, command: UInt8, status: UInt8, lock: Int)
    case unlockReply(board: Int, status: UInt8, lock: Int, state: UInt8)
    case lockState(board: Int, status: UInt8, lock: Int, state: UInt8)
    /// One byte for each lock, that of lock 1 first.
    case boardState(board: Int, status: UInt8, states: [UInt8])
    case doorChange(board: Int, lock: Int, state: UInt8)
  }

  static func stateQuery(_ board: LockBoard) -> BoardFrame { Frame.queryBoard(board.address).described }

  static func stateAnswerLength(_ board: LockBoard) -> Int { 10 + (board.locks ?? 24) }

  static func unlock(_ board: LockBoard, lock: Int) -> UnlockPlan? {
    .pulse(Frame.unlock(board: board.address, lock: lock).described)
  }

  static func lengths(of start: ArraySlice<UInt8>, answering request: BoardFrame?) -> FrameLengths {
    guard start.prefix(4).elementsEqual(head.prefix(start.count)) else { return .impossible }
    guard start.count > 6 else { return .undecided }
    let (length, command) = (Int(start[start.startIndex + 4]), start[start.startIndex + 6])
    return isPossible(length, of: command) ? .exactly(length) : .impossible
  }

  static func frame(_ bytes: ArraySlice<UInt8>, answering request: BoardFrame?) throws(InvalidFrame) -> BoardFrame {
    try Frame(Array(bytes)).described
  }

  fileprivate static let head: [UInt8] = [0x57, 0x4B, 0x4C, 0x59]

  fileprivate static func isPossible(_ length: Int, of command: UInt8) -> Bool {
    switch command {
    case 0x80, 0x87: length >= 9
    case 0x81, 0x88, 0x89: length == 9 || length == 10
    case 0x82, 0x83: length == 9 || length == 11
    case 0x84: length == 8 || length >= 10
    case 0x85: length == 10
    case 0x86: length == 8 || length == 9
    case 0x96: length == 14
    default: false
    }
  }

  fileprivate static func xor(_ bytes: some Sequence<UInt8>) -> UInt8 { bytes.reduce(0, ^) }
}

extension WKLY.Frame {
  package init(_ bytes: [UInt8]) throws(InvalidFrame) {
    guard bytes.starts(with: WKLY.head) else {
      let wrong = zip(bytes, WKLY.head).first { $0 != $1 }?.0
      guard let wrong else { throw InvalidFrame(.wrongLength(bytes.count, needs: 8)) }
      throw InvalidFrame(.wrongHead(wrong, expected: Hex.text(WKLY.head)))
    }
    guard bytes.count >= 8 else { throw InvalidFrame(.wrongLength(bytes.count, needs: 8)) }
    let length = Int(bytes[4])
    guard bytes.count == length else { throw InvalidFrame(.wrongLength(bytes.count, needs: length)) }
    let xor = WKLY.xor(bytes.dropLast())
    guard bytes[length - 1] == xor else { throw InvalidFrame(.wrongChecksum(bytes[length - 1], expected: xor)) }
    let (board, command, data) = (Int(bytes[5]), bytes[6], Array(bytes[7..<length - 1]))
    guard WKLY.addresses.contains(board) else {
      throw InvalidFrame(.impossibleValue("the board's address \(board) is not 0 to 31"))
    }
    guard WKLY.isPossible(length, of: command) else {
      throw InvalidFrame(
        WKLY.isPossible(9, of: command) || WKLY.isPossible(10, of: command) || WKLY.isPossible(14, of: command)
          ? .impossibleValue("no frame with command \(Hex.text([command])) has \(length) bytes")
          : .unknownCommand(command))
    }
    switch (command, data.count) {
    case (0x84, 0): self = .queryBoard(board)
    case (0x86, 0): self = .unlockAll(board: board)
    case (0x80, 1), (0x86, 1), (0x87, 1):
      self = .done(board: board, command: command, status: try Self.status(data[0]))
    case (0x81, 1): self = .flashLED(board: board, lock: try Self.lock(data[0]))
    case (0x82, 1): self = .unlock(board: board, lock: try Self.lock(data[0]))
    case (0x83, 1): self = .queryLock(board: board, lock: try Self.lock(data[0]))
    case (0x88, 1): self = .keepPowered(board: board, lock: try Self.lock(data[0]))
    case (0x89, 1): self = .stopPowering(board: board, lock: try Self.lock(data[0]))
    case (0x85, _): self = .doorChange(board: board, lock: try Self.lock(data[0]), state: try Self.state(data[1]))
    case (0x80, _), (0x87, _):
      guard Int(data[0]) == data.count - 1 else { throw Self.miscounted(data[0], data.count - 1) }
      var locks: [Int] = []
      for byte in data.dropFirst() { locks.append(try Self.lock(byte)) }
      self = .unlockSeveral(board: board, locks: locks, inTurn: command == 0x87)
    case (0x84, _):
      let status = try Self.status(data[0])
      guard Int(data[1]) == data.count - 2 else { throw Self.miscounted(data[1], data.count - 2) }
      self = .boardState(board: board, status: status, states: try data[2...].map(Self.state(orAny: status != 0)))
    case (0x82, _), (0x83, _):
      let (status, lock) = (try Self.status(data[0]), try Self.lock(data[1]))
      let state = try Self.state(orAny: status != 0)(data[2])
      self =
        command == 0x82
        ? .unlockReply(board: board, status: status, lock: lock, state: state)
        : .lockState(board: board, status: status, lock: lock, state: state)
    case (0x96, _): self = .queryDrawers(board: board, data: data)
    default:
      self = .lockDone(
        board: board, command: command, status: try Self.status(data[0]), lock: try Self.lock(data[1]))
    }
  }

  package var bytes: [UInt8] {
    switch self {
    case .queryLock(let board, let lock): framed(board, 0x83, [UInt8(lock)])
    case .queryBoard(let board): framed(board, 0x84)
    case .unlock(let board, let lock): framed(board, 0x82, [UInt8(lock)])
    case .unlockAll(let board): framed(board, 0x86)
    case .unlockSeveral(let board, let locks, let inTurn):
      framed(board, inTurn ? 0x87 : 0x80, [UInt8(locks.count)] + locks.map { UInt8($0) })
    case .flashLED(let board, let lock): framed(board, 0x81, [UInt8(lock)])
    case .keepPowered(let board, let lock): framed(board, 0x88, [UInt8(lock)])
    case .stopPowering(let board, let lock): framed(board, 0x89, [UInt8(lock)])
    case .queryDrawers(let board, let data): framed(board, 0x96, data)
    case .done(let board, let command, let status): framed(board, command, [status])
    case .lockDone(let board, let command, let status, let lock): framed(board, command, [status, UInt8(lock)])
    case .unlockReply(let board, let status, let lock, let state): framed(board, 0x82, [status, UInt8(lock), state])
    case .lockState(let board, let status, let lock, let state): framed(board, 0x83, [status, UInt8(lock), state])
    case .boardState(let board, let status, let states): framed(board, 0x84, [status, UInt8(states.count)] + states)
    case .doorChange(let board, let lock, let state): framed(board, 0x85, [UInt8(lock), state])
    }
  }

  var described: BoardFrame {
    switch self {
    case .queryLock(let board, let lock): request("query of one lock", board, [lock], answer: .state)
    case .queryBoard(let board): request("query of all locks", board, answer: .stateAll)
    case .unlock(let board, let lock): request("unlock", board, [lock], answer: .unlockReply)
    case .unlockAll(let board): request("unlock all", board, answer: .unlockReply)
    case .unlockSeveral(let board, let locks, let inTurn):
      request(inTurn ? "unlock several in turn" : "unlock several", board, locks)
    case .flashLED(let board, let lock): request("flash the LED", board, [lock])
    case .keepPowered(let board, let lock): request("keep powered", board, [lock])
    case .stopPowering(let board, let lock): request("stop keeping powered", board, [lock])
    case .queryDrawers(let board, _): request("query of a drawer machine", board)
    case .done(let board, _, let status): reply(.unlockReply, "answer to an unlock", board, status)
    case .lockDone(let board, let command, let status, let lock):
      reply(.other, command == 0x81 ? "LED flashed" : "power switched", board, status, [.init(lock: lock, raw: nil)])
    case .unlockReply(let board, let status, let lock, let state):
      reply(.unlockReply, "answer to an unlock", board, status, [.init(lock: lock, raw: Int(state))])
    case .lockState(let board, let status, let lock, let state):
      // What it failed to read is no state.
      reply(
        status == 0 ? .state : .other, "state of one lock", board, status,
        [.init(lock: lock, raw: status == 0 ? Int(state) : nil)])
    case .boardState(let board, let status, let states):
      reply(
        status == 0 ? .stateAll : .other, "state of all locks", board, status,
        status == 0 ? states.enumerated().map { .init(lock: $0 + 1, raw: Int($1)) } : [])
    case .doorChange(let board, let lock, let state):
      reply(.doorEvent, "a door changed", board, 0, [.init(lock: lock, raw: Int(state))])
    }
  }

  private func request(_ name: String, _ board: Int, _ locks: [Int] = [], answer: BoardFrame.Kind? = nil) -> BoardFrame
  {
    BoardFrame(
      .request, name, address: board, locks: locks.map { .init(lock: $0, raw: nil) }, answer: answer, bytes: bytes)
  }

  private func reply(
    _ kind: BoardFrame.Kind, _ name: String, _ board: Int, _ status: UInt8, _ locks: [BoardFrame.Lock] = []
  ) -> BoardFrame {
    BoardFrame(kind, name, address: board, locks: locks, isRefusal: status != 0, bytes: bytes)
  }

  private func framed(_ board: Int, _ command: UInt8, _ data: [UInt8] = []) -> [UInt8] {
    let bytes = WKLY.head + [UInt8(data.count + 8), UInt8(board), command] + data
    return bytes + [WKLY.xor(bytes)]
  }

  private static func lock(_ byte: UInt8) throws(InvalidFrame) -> Int {
    guard WKLY.locks.contains(Int(byte)) else {
      throw InvalidFrame(.impossibleValue("the lock's number \(byte) is not 1 to 245"))
    }
    return Int(byte)
  }

  private static func status(_ byte: UInt8) throws(InvalidFrame) -> UInt8 {
    guard byte == 0x00 || byte == 0xFF else {
      throw InvalidFrame(.impossibleValue("the status is 00 or FF, not \(Hex.text([byte]))"))
    }
    return byte
  }

  private static func state(_ byte: UInt8) throws(InvalidFrame) -> UInt8 {
    guard byte <= 1 else { throw InvalidFrame(.impossibleValue("a state is 00 or 01, not \(Hex.text([byte]))")) }
    return byte
  }

  /// After a failure nothing is said about the state.
  private static func state(orAny isAny: Bool) -> (UInt8) throws(InvalidFrame) -> UInt8 {
    { byte throws(InvalidFrame) in isAny ? byte : try state(byte) }
  }

  private static func miscounted(_ said: UInt8, _ count: Int) -> InvalidFrame {
    InvalidFrame(.impossibleValue("it says \(said) locks and holds \(count)"))
  }
}
