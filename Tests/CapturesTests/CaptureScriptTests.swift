import BoardProtocols
import Captures
import Testing

struct CaptureScriptTests {
  private static let query: [UInt8] = [2, 0, 0x30, 3, 0x35]
  private static let closed: [UInt8] = [2, 0, 0x35, 0xFF, 0xFF, 0, 0, 3, 0x38]

  private func script(_ events: [(Int, CaptureEvent.What)]) -> CaptureScript {
    var bus = CaptureHead.Bus(
      name: "a", boardProtocol: .kerongCU3x, baud: .b19200, settings: [], port: "/dev/ttyUSB0")
    bus.boards = [CaptureHead.Board(address: 0, locks: 16, closed: 1, map: nil)]
    var other = bus
    other.name = "b"
    let head = CaptureHead(
      program: "test", bank: "test", began: "2026-07-29T12:34:56.789Z", clock: "trusted", boot: .zero, timing: [],
      buses: [bus, other],
      doors: [CaptureHead.Door(compartment: "A1", place: .lock(bus: "a", board: 0, lock: 1))])
    return CaptureScript(
      Capture(
        head: head, events: events.map { CaptureEvent(at: .milliseconds($0.0), $0.1) }, end: .seconds(9)))
  }

  @Test("an answer in pieces is settled behind its last one, with its pauses")
  func pieces() {
    let script = script([
      (0, .opened(bus: "a")), (1, .sent(bus: "a", Self.query)), (5, .received(bus: "a", [0xFF])),
      (9, .received(bus: "a", Array(Self.closed.prefix(4)))),
      (12, .received(bus: "a", Array(Self.closed.dropFirst(4)))),
      (150, .received(bus: "a", [0x55])), (200, .sent(bus: "a", Self.query)), (205, .received(bus: "a", [2])),
    ])
    #expect(
      script.steps.map(\.action) == [
        .plugIn(bus: "a"), .await(bus: "a", request: Self.query), .say(bus: "a", [0xFF], pause: .zero),
        .say(bus: "a", Array(Self.closed.prefix(4)), pause: .milliseconds(4)),
        .say(bus: "a", Array(Self.closed.dropFirst(4)), pause: .milliseconds(3)), .say(bus: "a", [0x55], pause: .zero),
        .settle(bus: "a"),
      ], "the last request was cut off before its answer")
    #expect(script.firstAnswers["a"]?[Self.query]?.count == 4)
    #expect(script.pluggedIn == ["a"])
  }

  @Test("a board that keeps quiet is settled at once, and what comes from another bus is no answer")
  func silence() {
    let script = script([
      (0, .sent(bus: "a", Self.query)), (1, .received(bus: "b", Self.closed)), (2, .closed(bus: "b")),
      (500, .sent(bus: "a", Self.query)), (510, .received(bus: "a", Self.closed)),
    ])
    #expect(
      script.steps.map(\.action) == [
        .await(bus: "a", request: Self.query), .settle(bus: "a"), .say(bus: "b", Self.closed, pause: .zero),
        .unplug(bus: "b"), .await(bus: "a", request: Self.query), .say(bus: "a", Self.closed, pause: .zero),
        .settle(bus: "a"),
      ])
    #expect(script.firstAnswers["a"]?[Self.query] == [])
    #expect(script.quietBuses == ["a"])
  }

  private static let unlock: [UInt8] = [2, 0, 0x31, 3, 0x36]

  @Test("an unlock that the agent was asked for is sent where it was sent, and ends before anything else happens")
  func ownUnlock() {
    let script = script([
      (0, .sent(bus: "a", Self.query)), (1, .unlockAsked(compartment: "A1", .staff)),
      (5, .received(bus: "a", Self.closed)), (20, .sent(bus: "a", Self.unlock)), (130, .sent(bus: "a", Self.query)),
      (135, .received(bus: "a", Self.closed)), (200, .sent(bus: "a", Self.unlock)), (310, .lost(1)),
    ])
    #expect(
      script.steps.map(\.action) == [
        .await(bus: "a", request: Self.query), .askForUnlock(compartment: "A1", .staff),
        .say(bus: "a", Self.closed, pause: .zero), .settle(bus: "a"), .sendUnlock(compartment: "A1"),
        .await(bus: "a", request: Self.unlock), .settle(bus: "a"), .endUnlock(compartment: "A1"),
        .await(bus: "a", request: Self.query), .say(bus: "a", Self.closed, pause: .zero), .settle(bus: "a"),
      ])
    #expect(script.unrepeated == 1, "nobody asked for the second one")
    #expect(script.quietBuses.isEmpty, "this board never answers an unlock")
  }

  @Test("with no port an unlock ends at once; one whose request is missing is not asked for")
  func unlockWithoutRequest() {
    let script = script([
      (0, .closed(bus: "a")), (1, .unlockAsked(compartment: "A1", .pickup)), (2, .opened(bus: "a")),
      (3, .unlockAsked(compartment: "A1", .pickup)), (4, .closed(bus: "a")), (5, .sent(bus: "a", Self.unlock)),
    ])
    #expect(
      script.steps.map(\.action) == [
        .unplug(bus: "a"), .askForUnlock(compartment: "A1", .pickup), .sendUnlock(compartment: "A1"),
        .endUnlock(compartment: "A1"), .plugIn(bus: "a"), .unplug(bus: "a"),
      ])
    #expect(script.unrepeated == 2)
  }

  @Test("somebody else's unlock is never repeated; what the board says to it comes unasked")
  func unlock() {
    let script = script([
      (0, .sent(bus: "a", Self.unlock)), (5, .received(bus: "a", Self.closed)), (6, .lost(3)),
    ])
    #expect(script.steps.map(\.action) == [.say(bus: "a", Self.closed, pause: .zero)])
    #expect(script.unrepeated == 1)
    #expect(script.lost == 3)
  }
}
