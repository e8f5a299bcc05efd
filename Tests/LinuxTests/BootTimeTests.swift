import Linux
import LockerDomain
import Testing

struct BootTimeTests {
  @Test func goesOn() {
    let before = BootTime.now
    #expect(BootTime.now >= before)
  }

  @Test func monotonicStampIsFoundOnTheBootClock() {
    let edge = BootTime(monotonic: UInt64(KernelClock.monotonic.nanoseconds))
    #expect(BootTime.now - edge < .seconds(1))
  }

  @Test func arithmetic() {
    let start = BootTime(nanoseconds: 10)
    #expect(start + .nanoseconds(5) == BootTime(nanoseconds: 15))
    #expect(start - .nanoseconds(5) == BootTime(nanoseconds: 5))
    #expect(start - BootTime(nanoseconds: 25) == .nanoseconds(-15))
    #expect((Duration.seconds(2) + .nanoseconds(3)).inNanoseconds == 2_000_000_003)
  }
}
