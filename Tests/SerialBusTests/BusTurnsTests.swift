import BoardProtocols
import Linux
import LockerDomain
import Testing

@testable import SerialBus

/// Several boards on one bus.
struct BusTurnsTests {
  @Test func oneRequestIsOutstandingAtATime() throws {
    var bus = try BusScenario(boards: 2)
    _ = bus.wake()
    _ = bus.opened()
    #expect(bus.wake() == [BusScenario.query(0)])
    #expect(bus.pass(.milliseconds(100)) == [])
    #expect(bus.received(BusScenario.answer(0, 0xFFFF)) == [])
  }

  @Test func everyBoardKeepsItsPeriod() throws {
    var bus = try BusScenario(boards: 4)
    bus.online()
    let asked = bus.poll(for: .seconds(10)) { _ in 0xFFFF }
    for board in 0..<4 { #expect(abs((asked[board]?.count ?? 0) - 50) <= 1) }
  }

  @Test func aDeadBoardCostsTheOthersNothing() throws {
    var bus = try BusScenario(boards: 4)
    bus.online()
    _ = bus.poll(for: .seconds(5)) { $0 == 2 ? nil : 0xFFFF }
    #expect(bus.machine.health.boards[2].presence == .offline)
    let asked = bus.poll(for: .seconds(20)) { $0 == 2 ? nil : 0xFFFF }
    for board in [0, 1, 3] {
      let times = asked[board] ?? []
      #expect(abs(times.count - 100) <= 1)
      let longest = zip(times.dropFirst(), times).map { $0 - $1 }.max() ?? .seconds(99)
      // A turn may be late by one probe, 55 ms, with the request's 3 and the gap behind it, but the period is kept.
      #expect(longest <= .milliseconds(283))
    }
    #expect((asked[2]?.count ?? 0) >= 8)
  }

  @Test func aBoardThatWasNeverThereCostsTheOthersNothing() throws {
    var bus = try BusScenario(boards: 2)
    _ = bus.wake()
    _ = bus.opened()
    _ = bus.poll(for: .seconds(3)) { $0 == 0 ? nil : 0xFFFF }
    let asked = bus.poll(for: .seconds(10)) { $0 == 0 ? nil : 0xFFFF }
    #expect(abs((asked[1]?.count ?? 0) - 50) <= 1)
  }

  @Test func boardsThatAreAwayTakeTurns() throws {
    var bus = try BusScenario(boards: 3)
    _ = bus.wake()
    _ = bus.opened()
    _ = bus.poll(for: .seconds(6)) { _ in nil }
    let asked = bus.poll(for: .seconds(15)) { _ in nil }
    for board in 0..<3 { #expect(abs((asked[board]?.count ?? 0) - 10) <= 1) }
  }

  /// Asked for a short time only, so as not to hold up the others, it answered late: the next time it is waited for.
  @Test func aSlowBoardComesBackToo() throws {
    var bus = try BusScenario(boards: 2)
    bus.online()
    _ = bus.poll(for: .seconds(5)) { $0 == 0 ? 0xFFFF : nil }
    #expect(bus.machine.health.boards[1].presence == .offline)
    var answers = 0
    for _ in 0..<200 where bus.machine.health.boards[1].presence == .offline {
      let actions = bus.wake()
      if actions.contains(BusScenario.query(0)) { _ = bus.received(BusScenario.answer(0, 0xFFFF)) }
      if actions.contains(BusScenario.query(1)) {
        // 250 ms: the other board's turn has passed meanwhile.
        let late = bus.now + .milliseconds(250)
        while let wakeAt = bus.machine.wakeAt, wakeAt.nanoseconds < late.inNanoseconds {
          if bus.wake().contains(BusScenario.query(0)) { _ = bus.received(BusScenario.answer(0, 0xFFFF)) }
        }
        answers += 1
        _ = bus.received(BusScenario.answer(1, 0xFFFF), after: max(.zero, late - bus.now))
      }
    }
    #expect(bus.machine.health.boards[1].presence == .online)
    #expect(answers == 2)
  }

  @Test func aLineThatIsNeverQuietCountsAsMissed() throws {
    var bus = try BusScenario(boards: 2)
    bus.online()
    var told: [BusMachine.Action] = []
    for _ in 0..<1000 { told += bus.received([0x55]) }
    #expect(told.doors == "A1 unknown, A2 unknown, B1 unknown, B2 unknown")
    #expect(told.others.count <= 2)
  }

  /// A change waits to be confirmed, and somebody talks from then on.
  @Test func aLineThatIsNoMoreQuietBehindAChangeCountsAsMissed() throws {
    var bus = try BusScenario(boards: 2)
    bus.online()
    bus.wake(until: BusScenario.query(0))
    #expect(bus.received(BusScenario.answer(0, 0xFFFE)) == [])
    var told: [BusMachine.Action] = []
    for _ in 0..<1000 { told += bus.received([0x55]) }
    #expect(told.doors == "A1 unknown, A2 unknown, B1 unknown, B2 unknown")
  }

  /// Whether the adapter hears itself has to show before an unlock goes out, and somebody talks.
  @Test func aLineThatIsNeverQuietCountsAsMissedWhileAnUnlockWaits() throws {
    var bus = try BusScenario {
      $0.boardProtocol = .modbusRTU; $0.boards[0].address = 1; $0.boards[0].map = .waveshare16
    }
    _ = bus.wake()
    _ = bus.opened()
    _ = bus.unlock(1, 1)
    for _ in 0..<250 { _ = bus.received([0x55]) }
    #expect(bus.machine.health.boards[0].presence == .offline)
  }
}
