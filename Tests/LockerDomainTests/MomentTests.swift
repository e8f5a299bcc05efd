import LockerDomain
import Testing

@Suite struct MomentTests {
  @Test func arithmetic() {
    let moment = Moment(milliseconds: 1_500)
    #expect(moment + .seconds(2) == Moment(milliseconds: 3_500))
    #expect(moment + .milliseconds(-500) == Moment(milliseconds: 1_000))
    #expect(moment - Moment(milliseconds: 2_000) == .milliseconds(-500))
    #expect(Moment(milliseconds: -1) < Moment(milliseconds: 0))
  }

  @Test(
    arguments: [
      (Duration.zero, 0), (.milliseconds(1), 1), (.microseconds(1_999), 1), (.nanoseconds(999_999), 0),
      (.seconds(259_200), 259_200_000), (.milliseconds(-1_500), -1_500), (.microseconds(-1_999), -1),
    ] as [(Duration, Int64)])
  func wholeMilliseconds(duration: Duration, milliseconds: Int64) { #expect(duration.inMilliseconds == milliseconds) }

  @Test func bootTime() {
    #expect(BootTime(nanoseconds: 1_999_999).milliseconds == 1)
    #expect(BootTime(nanoseconds: 1) < BootTime(nanoseconds: 2))
  }
}
