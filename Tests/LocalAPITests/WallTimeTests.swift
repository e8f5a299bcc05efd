import LocalAPI
import Testing

@Suite struct WallTimeTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"),
    (1_785_328_496_789, "2026-07-29T12:34:56.789Z"),
    (1_709_164_800_001, "2024-02-29T00:00:00.001Z"),
    (-1, "1969-12-31T23:59:59.999Z"),
  ])
  func writesAndReads(milliseconds: Int64, text: String) {
    let time = WallTime(unixMilliseconds: milliseconds)
    #expect(time.text == text)
    #expect(WallTime(text: text) == time)
  }

  @Test(arguments: [
    "", "2026-07-29", "2026-07-29T12:34:56Z", "2026-07-29T12:34:56.789", "2026-02-31T00:00:00.000Z",
    "2026-07-29T24:00:00.000Z", "2026-07-29t12:34:56.789Z", "2026-07-29T12:34:5x.789Z",
  ])
  func refuses(text: String) {
    #expect(WallTime(text: text) == nil)
  }
}
