import BoardProtocols
import Linux
import LockerDomain
import SerialLine
import Testing

@testable import SerialBus

/// A bus machine with a clock that is set by hand.
struct BusScenario {
  static let port = "/dev/serial/by-id/test"

  let settings: BusSettings
  var machine: BusMachine
  /// Since the start.
  private(set) var now = Duration.zero

  /// Boards of two doors each, `A1 A2` on the first, `B1 B2` on the second.
  init(boards: Int = 1, agreeing: Int = 2, _ adjust: (inout BusSettings) -> Void = { _ in }) throws {
    var settings = BusSettings(
      name: "bus-a", port: Self.port, boardProtocol: .kerongCU3x, agreeingReadings: agreeing,
      boards: try (0..<boards).map { try Self.board($0) })
    adjust(&settings)
    self.settings = settings
    machine = BusMachine(settings, at: BootTime(nanoseconds: 0))
  }

  static func board(_ address: Int) throws -> BoardSettings {
    let row = ["A", "B", "C", "D"][address]
    return BoardSettings(
      address: address, locks: 16, closedRaw: 1,
      doors: [1: try CompartmentName(row + "1"), 2: try CompartmentName(row + "2")])
  }

  private var time: BootTime { BootTime(nanoseconds: now.inNanoseconds) }

  var deafFor: Duration? { machine.deafUntil(after: time).map { $0 - time } }

  static func query(_ board: Int) -> BusMachine.Action {
    .send(BoardProtocol.kerongCU3x.stateQuery(address: board).bytes)
  }

  static func answer(_ board: Int, _ bits: UInt16) -> [UInt8] {
    KerongCU3x.Frame.state(board: board, locks: bits, goods: 0, allWereAsked: false).bytes
  }

  /// Moves the clock to when the machine wants to be called, and calls it.
  mutating func wake() -> [BusMachine.Action] {
    guard let wakeAt = machine.wakeAt else { return [] }
    now = max(now, .nanoseconds(wakeAt.nanoseconds))
    return machine.timePassed(at: time)
  }

  /// Goes on until this is among what is to be done. Fails where that never comes.
  mutating func wake(until action: BusMachine.Action) {
    for _ in 0..<1000 where wake().contains(action) { return }
    Issue.record("\(action) did not come")
  }

  mutating func pass(_ interval: Duration) -> [BusMachine.Action] {
    now += interval
    return machine.timePassed(at: time)
  }

  mutating func opened() -> [BusMachine.Action] { machine.portOpened(at: time) }

  mutating func failed(_ code: SerialError.Code) -> [BusMachine.Action] {
    machine.portFailed(Self.error(code), at: time)
  }

  mutating func lost() -> [BusMachine.Action] { machine.portLost(Self.error(.gone), at: time) }

  mutating func received(_ bytes: [UInt8], after delay: Duration = .milliseconds(10)) -> [BusMachine.Action] {
    now += delay
    return machine.received(bytes, at: time)
  }

  mutating func unlock(_ address: Int, _ lock: Int) -> BusMachine.Asked {
    machine.unlockAsked(address: address, lock: lock, at: time)
  }

  static func error(_ code: SerialError.Code) -> SerialError {
    SerialError(code: code, port: port, message: "the port is away")
  }

  /// Opens the port and lets every board answer until its doors are settled: all bits set.
  mutating func online() {
    _ = wake()
    _ = opened()
    for _ in 0..<settings.boards.count * settings.agreeingReadings {
      let asked = wake()
      if let board = settings.boards.first(where: { asked.contains(Self.query($0.address)) }) {
        _ = received(Self.answer(board.address, 0xFFFF))
      }
    }
  }

  /// Answers or ignores queries up to a time; returns when each query went out, by board.
  mutating func poll(for interval: Duration, answering: (Int) -> UInt16?) -> [Int: [Duration]] {
    let end = now + interval
    var asked: [Int: [Duration]] = [:]
    while let wakeAt = machine.wakeAt, wakeAt.nanoseconds < end.inNanoseconds {
      for action in wake() {
        guard case .send(let bytes) = action,
          let board = settings.boards.first(where: { Self.query($0.address) == .send(bytes) })
        else { continue }
        asked[board.address, default: []].append(now)
        if let bits = answering(board.address) { _ = received(Self.answer(board.address, bits)) }
      }
    }
    now = end
    return asked
  }
}

extension [BusMachine.Action] {
  var reports: [DoorReport] { compactMap { if case .report(let report) = $0 { report } else { nil } } }

  /// `A1 closed, A2 unknown`
  var doors: String { reports.map { "\($0.compartment) \($0.state)" }.joined(separator: ", ") }

  var others: [BusMachine.Action] { filter { if case .report = $0 { false } else { true } } }
}
