import BoardProtocols
import Linux
import LockerDomain
import SerialLine
import Simulation

@testable import SerialBus

/// A bus machine with simulated boards behind it, and a clock that goes to whatever happens next: no thread, no waiting.
///
/// The line takes the time of its bytes, boards take theirs to answer, and the thread is never late.
struct BusWorld {
  struct Sent {
    let at: Duration
    let frame: BoardFrame
  }

  let settings: BusSettings
  var machine: BusMachine
  var boards: [SimulatedBoard]
  /// What a board takes from the end of a request to the start of its answer, by address.
  var delays: [Int: Duration] = [:]
  var isEchoing = false
  private(set) var now = Duration.zero
  private(set) var sent: [Sent] = []
  private(set) var reports: [DoorReport] = []
  private(set) var ends: [Int: UnlockSequence.End] = [:]
  private(set) var isOpen = false
  /// Requests that went out too early, and wake-ups that did nothing.
  private(set) var collisions: [String] = []
  private var arrivals: [(at: Duration, bytes: [UInt8])] = []
  private var lastByteAt = Duration.zero

  init(
    _ boardProtocol: BoardProtocol, boards: [SimulatedBoard], map: RegisterMap? = nil, pollEvery: Duration,
    doors: Int = 2, asksOnly: Bool = false
  ) throws {
    self.boards = boards
    var settings = BusSettings(
      name: "bus-a", port: "/dev/ttyUSB0", boardProtocol: boardProtocol, pollEvery: pollEvery,
      boards: try boards.map { board in
        var names: [Int: CompartmentName] = [:]
        for lock in 1...doors { names[lock] = try CompartmentName("\(board.address)-\(lock)") }
        return BoardSettings(
          address: board.address, locks: board.raw.count, closedRaw: board.closedRaw, doors: names, map: map)
      })
    settings.asksOnly = asksOnly
    self.settings = settings
    machine = BusMachine(settings, at: BootTime(nanoseconds: 0))
  }

  /// What went out to one board, of one kind.
  func queries(of address: Int) -> [Duration] {
    sent.filter { $0.frame.address == address && $0.frame.answer == .stateAll }.map(\.at)
  }

  /// Whatever is no query, as `75 ms unlock, board 1, lock 2`.
  var writes: [String] {
    sent.filter { $0.frame.answer != .stateAll }.map { "\($0.at / .milliseconds(1)) ms \($0.frame.meaning)" }
  }

  mutating func unlock(_ address: Int, _ lock: Int) -> BusMachine.Asked {
    machine.unlockAsked(address: address, lock: lock, at: time)
  }

  mutating func run(for interval: Duration) { run(until: now + interval) }

  /// - Parameter isDone: ends it earlier.
  mutating func run(until end: Duration, or isDone: (Self) -> Bool = { _ in false }) {
    perform(machine.timePassed(at: time))
    var stepsAtOnce = 0
    while !isDone(self) {
      let wakeAt = machine.wakeAt.map { Duration.nanoseconds($0.nanoseconds) }
      let arrival = arrivals.first?.at
      guard let next = [wakeAt, arrival].compactMap(\.self).min(), next < end else { break }
      stepsAtOnce = next > now ? 0 : stepsAtOnce + 1
      guard stepsAtOnce < 100 else {
        collisions.append("a thread that never sleeps, at \(now)")
        break
      }
      now = max(now, next)
      if let arrival, arrival <= now {
        let bytes = arrivals.removeFirst().bytes
        if isOpen { perform(machine.received(bytes, at: time)) }
      } else {
        perform(machine.timePassed(at: time))
      }
    }
    if !isDone(self) { now = max(now, end) }
  }

  mutating func losePort() {
    arrivals = []
    perform(machine.portLost(BusScenario.error(.gone), at: time))
  }

  mutating func perform(_ actions: [BusMachine.Action]) {
    for action in actions {
      switch action {
      case .open:
        isOpen = true
        perform(machine.portOpened(at: time))
      case .close: isOpen = false
      case .goods: break
      case .report(let report): reports.append(report)
      case .ended(let unlock, let end): ends[unlock] = end
      case .send(let bytes): transmit(bytes)
      }
    }
  }

  var time: BootTime { BootTime(nanoseconds: now.inNanoseconds) }

  private mutating func transmit(_ bytes: [UInt8]) {
    guard let request = try? settings.boardProtocol.decode(bytes) else {
      collisions.append("no request of \(settings.boardProtocol.rawValue): \(Hex.text(bytes))")
      return
    }
    if now - lastByteAt < settings.quietGap, !sent.isEmpty {
      collisions.append("\(request.meaning) at \(now), the last byte was at \(lastByteAt)")
    }
    sent.append(Sent(at: now, frame: request))
    lastByteAt = now + settings.baud.wireTime(bytes: bytes.count)
    if isEchoing { arrivals.append((lastByteAt, bytes)) }
    for index in boards.indices {
      guard let answer = boards[index].answer(to: request, settings.boardProtocol) else { continue }
      lastByteAt += (delays[boards[index].address] ?? .milliseconds(5)) + settings.baud.wireTime(bytes: answer.count)
      arrivals.append((lastByteAt, answer))
    }
  }
}
