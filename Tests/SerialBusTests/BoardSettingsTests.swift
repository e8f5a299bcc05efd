import LockerDomain
import Testing

@testable import SerialBus

struct BoardSettingsTests {
  @Test func aLockMayBeWiredTheOtherWayRound() {
    var settings = BoardSettings(address: 0, locks: 3, closedRaw: 1, doors: [:])
    settings.closedRawOfLock = [2: 0]
    #expect((1...3).map { settings.state(raw: 1, of: $0) } == [.closed, .open, .closed])
    // A bit may come as a byte.
    #expect((1...3).map { settings.state(raw: 0x11, of: $0) } == [.closed, .open, .closed])
    #expect((1...3).map { settings.state(raw: 0, of: $0) } == [.open, .closed, .open])
  }
}
