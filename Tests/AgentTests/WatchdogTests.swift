@testable import Agent
import Testing

@Suite struct WatchdogTests {
  @Test("a loop that goes on is never said to hang")
  func progress() {
    var watchdog = Watchdog(loops: 2, interval: .seconds(15))
    for turn in 0..<10 { #expect(watchdog.tick([turn, turn * 7]).isEmpty) }
  }

  @Test("a short interval of the manager makes no hanging loop of one that sends", arguments: [1, 5, 15, 60])
  func interval(seconds: Int) {
    var watchdog = Watchdog(loops: 1, interval: .seconds(seconds))
    for _ in 0...30 / seconds { #expect(watchdog.tick([7]).isEmpty) }
    for _ in 0...60 / seconds { _ = watchdog.tick([7]) }
    #expect(watchdog.tick([7]) == [0])
  }

  @Test("three ticks without a turn, and it hangs; a turn, and it is well again")
  func hanging() {
    var watchdog = Watchdog(loops: 2, interval: .seconds(15))
    #expect(watchdog.tick([5, 0]).isEmpty)
    #expect(watchdog.tick([5, 1]).isEmpty)
    #expect(watchdog.tick([5, 2]).isEmpty)
    #expect(watchdog.tick([5, 3]) == [0])
    #expect(watchdog.tick([5, 4]) == [0])
    #expect(watchdog.tick([6, 4]).isEmpty)
  }
}
