import Linux
import Testing

@Suite struct WallClockTests {
  private static let made: Int64 = 1_767_225_600_000
  private static let now: Int64 = 1_795_000_000_000

  @Test(
    "believed when the kernel vouches for it or the installer does, and never before this program was made",
    arguments: [
      (now, true, false, true), (now, false, false, false), (now, false, true, true), (now, true, true, true),
      (0, true, true, false), (0, false, false, false), (made - 1, true, true, false), (made, true, false, true),
      (-5_000, false, true, false),
    ] as [(Int64, Bool, Bool, Bool)])
  func time(milliseconds: Int64, isSynchronised: Bool, isTrusted: Bool, isBelieved: Bool) {
    let clock = WallClock(milliseconds: milliseconds, isSynchronised: isSynchronised)
    #expect(clock.time(isTrusted: isTrusted) == (isBelieved ? milliseconds : nil))
  }

  @Test(
    arguments: [
      (0, "1970-01-01 00:00 UTC"), (600_000, "1970-01-01 00:10 UTC"), (made, "2026-01-01 00:00 UTC"),
      (4_102_444_799_999, "2099-12-31 23:59 UTC"),
    ] as [(Int64, String)])
  func text(milliseconds: Int64, text: String) {
    #expect(WallClock(milliseconds: milliseconds, isSynchronised: false).text == text)
  }
}
