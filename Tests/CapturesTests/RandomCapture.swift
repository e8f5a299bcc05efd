import BoardProtocols
import Captures
import TestSupport

/// Captures that hold whatever a capture can hold.
struct RandomCapture {
  private var chance: SeededGenerator

  init(seed: UInt64) { chance = SeededGenerator(seed: seed) }

  mutating func next() -> Capture {
    let buses = (0..<Int.random(in: 0...3, using: &chance)).map { bus("bus\($0)" + name()) }
    var doors: [CaptureHead.Door] = []
    for bus in buses {
      for board in bus.boards {
        doors.append(
          CaptureHead.Door(
            compartment: "L\(doors.count)" + name(),
            place: .lock(bus: bus.name, board: board.address, lock: Int.random(in: 1...board.locks, using: &chance)),
            closed: bit()))
      }
    }
    doors.append(CaptureHead.Door(compartment: "C" + name(), place: .contact(name()), closed: bit()))
    let head = CaptureHead(
      program: "locker-agent \(name())", bank: name(), began: "2026-07-29T12:34:56.789Z",
      clock: ["synchronised", "trusted", "unsynchronised"].randomElement(using: &chance) ?? "", boot: time(),
      notes: (0..<Int.random(in: 0...3, using: &chance)).map { _ in name() },
      timing: [CaptureHead.Setting("hold_s", "10"), CaptureHead.Setting("pickup_before_text", "hold")], buses: buses,
      doors: doors)
    var at = Duration.zero
    let events = (0..<Int.random(in: 0...20, using: &chance)).map { _ in
      if Bool.random(using: &chance) { at += time() }
      return CaptureEvent(at: at, what(head))
    }
    return Capture(head: head, events: events, end: Bool.random(using: &chance) ? at + time() : nil)
  }

  private mutating func bus(_ name: String) -> CaptureHead.Bus {
    let boardProtocol = BoardProtocol.allCases.randomElement(using: &chance) ?? .wkly
    var bus = CaptureHead.Bus(
      name: name, boardProtocol: boardProtocol, baud: BaudRate.allCases.randomElement(using: &chance) ?? .b9600,
      settings: [CaptureHead.Setting("poll_ms", "\(Int.random(in: 10...10_000, using: &chance))")], port: self.name())
    for address in boardProtocol.addresses.prefix(Int.random(in: 1...3, using: &chance)) {
      let map = boardProtocol == .modbusRTU ? RegisterMap.allCases.randomElement(using: &chance) : nil
      let locks = Int.random(in: map?.locks ?? boardProtocol.locks, using: &chance)
      bus.boards.append(
        CaptureHead.Board(
          address: address, locks: locks, closed: Int.random(in: 0...1, using: &chance),
          sensesLatch: Bool.random(using: &chance), goods: boardProtocol.tellsOfGoods ? bit() : nil, map: map))
    }
    return bus
  }

  private mutating func what(_ head: CaptureHead) -> CaptureEvent.What {
    let bytes = (0..<Int.random(in: 1...20, using: &chance)).map { _ in UInt8.random(in: 0...255, using: &chance) }
    let order = Int.random(in: 1...99, using: &chance)
    if let lock = head.doors.dropLast().randomElement(using: &chance)?.compartment, Bool.random(using: &chance) {
      let reason = CaptureEvent.UnlockReason.allCases.randomElement(using: &chance) ?? .staff
      return .unlockAsked(compartment: lock, reason)
    }
    if let bus = head.buses.randomElement(using: &chance)?.name, Bool.random(using: &chance) {
      return [.opened(bus: bus), .closed(bus: bus), .sent(bus: bus, bytes), .received(bus: bus, bytes)]
        .randomElement(using: &chance) ?? .lost(1)
    }
    let contact = head.doors.last?.compartment ?? ""
    return [
      .door(compartment: contact, CaptureEvent.Door(.open, raw: 1)),
      .door(compartment: contact, CaptureEvent.Door(.unknown, raw: nil)),
      .door(compartment: contact, CaptureEvent.Door(.unknown, raw: nil, reason: name())),
      .placed(
        order: order, compartments: head.doors.prefix(Int.random(in: 0...2, using: &chance)).map(\.compartment),
        loaded: Bool.random(using: &chance),
        again: Bool.random(using: &chance)),
      .performed(CaptureEvent.Command.allCases.randomElement(using: &chance) ?? .cancel, order: order), .lost(order),
      .scanned(scanner: name(), .compartment(contact)), .scanned(scanner: name(), .order(order)),
      .scanned(scanner: name(), .unknown(length: order)),
    ].randomElement(using: &chance) ?? .lost(1)
  }

  private mutating func time() -> Duration { .microseconds(Int64.random(in: 0...10_000_000_000, using: &chance)) }

  private mutating func bit() -> Int? { [nil, 0, 1].randomElement(using: &chance) ?? nil }

  /// What people call things, and what could break a line.
  private mutating func name() -> String {
    let pieces = ["A1", " ", "%", "-", "é", "\u{301}", "柜", "#", "\"", "\\", ",", "=", "--loaded", "~", "\u{2028}"]
    return (0..<Int.random(in: 1...5, using: &chance)).map { _ in pieces.randomElement(using: &chance) ?? "" }.joined()
  }
}
