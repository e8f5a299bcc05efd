import BoardProtocols
import LockerDomain
import SerialLine
import Testing

@testable import SerialBus

/// A port that isn't there, goes and comes back.
struct BusPortTests {
  @Test func aPortThatIsNotThereMakesDoorsUnknownOnce() throws {
    var bus = try BusScenario()
    #expect(bus.wake() == [.open])
    let told = bus.failed(.notThere)
    #expect(told.doors == "A1 unknown, A2 unknown")
    #expect(told.reports.first?.reason == "the port is away")
    #expect(bus.machine.health.error?.code == .notThere)
    #expect(bus.wake() == [.open])
    #expect(bus.failed(.notPermitted) == [])
    #expect(bus.machine.health.error?.code == .notPermitted)
  }

  @Test func itIsTriedAgainAtLongerAndLongerPauses() throws {
    var bus = try BusScenario()
    var pauses: [Duration] = []
    for _ in 0..<8 {
      let before = bus.now
      #expect(bus.wake() == [.open])
      pauses.append(bus.now - before)
      _ = bus.failed(.notThere)
    }
    #expect(pauses == [0, 250, 500, 1000, 2000, 4000, 5000, 5000].map { .milliseconds($0) })
  }

  @Test func aLostPortIsClosedFirst() throws {
    var bus = try BusScenario()
    bus.online()
    _ = bus.wake()
    let actions = bus.lost()
    #expect(actions.first == .close)
    #expect(actions.doors == "A1 unknown, A2 unknown")
    #expect(!bus.machine.health.isOpen)
    #expect(bus.machine.health.boards[0].presence == .unheard)
  }

  @Test func losingItTwiceIsLosingItOnce() throws {
    var bus = try BusScenario()
    bus.online()
    _ = bus.lost()
    #expect(bus.lost() == [])
    #expect(bus.received([0x02]) == [])
  }

  @Test func aPortThatIsBackIsReadAnew() throws {
    var bus = try BusScenario()
    bus.online()
    _ = bus.lost()
    #expect(bus.wake() == [.open])
    #expect(bus.opened() == [])
    #expect(bus.machine.health.error == nil)
    _ = bus.wake()
    _ = bus.received(BusScenario.answer(0, 0xFFFF))
    _ = bus.wake()
    #expect(bus.received(BusScenario.answer(0, 0xFFFF)).doors == "A1 closed, A2 closed")
  }

  @Test func halfAnAnswerIsForgottenWithItsPort() throws {
    var bus = try BusScenario()
    bus.online()
    _ = bus.wake()
    let answer = BusScenario.answer(0, 0xFFFF)
    _ = bus.received(Array(answer.prefix(5)))
    _ = bus.lost()
    _ = bus.wake()
    _ = bus.opened()
    _ = bus.wake()
    _ = bus.received(Array(answer.suffix(4)))
    #expect(bus.machine.health.boards[0].presence == .unheard)
    #expect(bus.received(answer) == [])
    #expect(bus.machine.health.boards[0].presence == .online)
    #expect(bus.machine.health.badBytes == 4)
  }

  @Test func aPortThatComesAndGoesIsNotOpenedFasterAndFaster() throws {
    var bus = try BusScenario()
    var pauses: [Duration] = []
    for _ in 0..<3 {
      let before = bus.now
      #expect(bus.wake() == [.open])
      pauses.append(bus.now - before)
      _ = bus.opened() + bus.lost()
    }
    #expect(pauses == [.zero, .milliseconds(250), .milliseconds(500)])
  }

  @Test func aPortOnWhichNobodyIsHeardIsOpenedAfresh() throws {
    var bus = try BusScenario()
    bus.online()
    var actions: [BusMachine.Action] = []
    let start = bus.now
    while !actions.contains(.close), bus.now - start < .seconds(90) { actions += bus.wake() }
    #expect(actions.last == .close)
    #expect(bus.now - start >= .seconds(60))
    #expect(bus.wake() == [.open])
  }
}
