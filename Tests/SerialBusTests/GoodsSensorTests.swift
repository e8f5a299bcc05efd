import BoardProtocols
import LockerDomain
import Testing

@testable import SerialBus

/// What boards with infrared sensors say beside their doors.
struct GoodsSensorTests {
  /// One board of two doors, its sensors connected: bit 1 means goods.
  private func scenario(_ raw: Int? = 1) throws -> BusScenario {
    try BusScenario { $0.boards[0].goodsRaw = raw }
  }

  private func answer(_ doors: UInt16, goods: UInt16) -> [UInt8] {
    KerongCU3x.Frame.state(board: 0, locks: doors, goods: goods, allWereAsked: false).bytes
  }

  private func poll(_ bus: inout BusScenario, doors: UInt16 = 0xFFFF, goods: UInt16) -> [BusMachine.Action] {
    while !bus.wake().contains(BusScenario.query(0)) {}
    return bus.received(answer(doors, goods: goods))
  }

  private func start(_ bus: inout BusScenario) {
    _ = bus.wake()
    _ = bus.opened()
  }

  @Test func theFirstReadingIsConfirmedAndComesBeforeTheDoors() throws {
    var bus = try scenario()
    start(&bus)
    #expect(poll(&bus, goods: 0b01) == [])
    let settled = poll(&bus, goods: 0b01)
    #expect(settled.sensors == "A1 present, A2 absent")
    #expect(settled.doors == "A1 closed, A2 closed")
    guard case .goods(let first)? = settled.first else { throw NoGoods() }
    #expect(first.input == "bus-a board 0 lock 1")
  }

  @Test func aChangeIsReadTwiceAndHasTheTimeOfItsTurns() throws {
    var bus = try scenario()
    start(&bus)
    _ = poll(&bus, goods: 0)
    _ = poll(&bus, goods: 0)
    let before = bus.now
    #expect(poll(&bus, goods: 0b10) == [])
    #expect(poll(&bus, goods: 0b10).sensors == "A2 present")
    #expect(bus.now - before >= .milliseconds(200), "no reading is spent on it")
    #expect(poll(&bus, goods: 0b00) == [])
    #expect(poll(&bus, goods: 0b10) == [])
  }

  @Test func theOtherWiringHasTheOtherBit() throws {
    var bus = try scenario(0)
    start(&bus)
    _ = poll(&bus, goods: 0b01)
    #expect(poll(&bus, goods: 0b01).sensors == "A1 absent, A2 present")
  }

  @Test func whatIsNotConnectedIsNotTold() throws {
    var bus = try scenario(nil)
    start(&bus)
    _ = poll(&bus, goods: 0b01)
    #expect(poll(&bus, goods: 0b01).sensors == "")
    #expect(bus.machine.health.boards[0].goods.first?.raw == 1, "a technician sees it all the same")
  }

  @Test func afterASpellInWhichNobodyReadItTheyAreToldAnew() throws {
    var bus = try scenario()
    start(&bus)
    _ = poll(&bus, goods: 0b01)
    _ = poll(&bus, goods: 0b01)
    _ = bus.lost()
    while bus.wake() != [.open] {}
    _ = bus.opened()
    _ = poll(&bus, goods: 0b01)
    #expect(poll(&bus, goods: 0b01).sensors == "A1 present, A2 absent")
  }

  @Test func allSixGroupsOfALargeBoardAreRead() throws {
    let name = try CompartmentName("C48")
    var bus = try BusScenario { settings in
      settings.boardProtocol = .kerongCU6x
      settings.boards = [BoardSettings(address: 2, locks: 48, closedRaw: 1, doors: [48: name], goodsRaw: 1)]
    }
    start(&bus)
    func poll(_ goods: [UInt8]) -> [BusMachine.Action] {
      while !bus.wake().contains(.send(BoardProtocol.kerongCU6x.stateQuery(address: 2).bytes)) {}
      return bus.received(
        KerongCU6x.Frame.state(board: 2, locks: [255, 255, 255, 255, 255, 255], goods: goods).bytes)
    }
    _ = poll([0, 0, 0, 0, 0, 0x80])
    #expect(poll([0, 0, 0, 0, 0, 0x80]).sensors == "C48 present")
    _ = poll([255, 255, 255, 255, 255, 0x7F])
    #expect(poll([255, 255, 255, 255, 255, 0x7F]).sensors == "C48 absent")
  }

  private struct NoGoods: Error {}
}

extension [BusMachine.Action] {
  /// `A1 present, A2 absent`
  fileprivate var sensors: String {
    compactMap { if case .goods(let report) = $0 { "\(report.compartment) \(report.goods)" } else { nil } }
      .joined(separator: ", ")
  }
}
