import BoardProtocols
import Testing

@testable import SerialBus

struct ReadingFilterTests {
  private func reading(_ bits: String) -> [BoardFrame.Lock] {
    bits.enumerated().map { BoardFrame.Lock(lock: $0 + 1, raw: $1 == "1" ? 1 : 0) }
  }

  /// A filter of three doors that has settled on `bits`.
  private func settled(_ bits: String, agreeing: Int = 2) -> ReadingFilter {
    var filter = ReadingFilter(locks: 1...3, agreeing: agreeing)
    for _ in 0..<agreeing { _ = filter.read(reading(bits)) }
    return filter
  }

  @Test func theFirstReadingCountsWhenItWasReadTwice() {
    var filter = ReadingFilter(locks: [1, 2, 3], agreeing: 2)
    #expect(filter.read(reading("110")) == .init(again: .atOnce))
    #expect(filter.read(reading("110")) == .init(settled: reading("110")))
    #expect(filter.read(reading("110")) == .init())
  }

  @Test func aChangeCountsWhenItWasReadTwice() {
    var filter = settled("111")
    #expect(filter.read(reading("101")) == .init(again: .atOnce))
    #expect(filter.read(reading("101")) == .init(settled: [.init(lock: 2, raw: 0)]))
  }

  @Test func aReadingThatStaysAloneIsForgotten() {
    var filter = settled("111")
    #expect(filter.read(reading("101")) == .init(again: .atOnce))
    #expect(filter.read(reading("111")) == .init())
    #expect(filter.read(reading("101")) == .init(again: .atOnce))
  }

  @Test func aDoorThatIsMissingOnceIsNotLost() {
    var filter = settled("111")
    #expect(filter.read(reading("11")) == .init(again: .atOnce))
    #expect(filter.read(reading("111")) == .init())
  }

  @Test func aDoorThatIsMissingTwiceIsLostAndComesBack() {
    var filter = settled("111")
    #expect(filter.read(reading("11")) == .init(again: .atOnce))
    #expect(filter.read(reading("11")) == .init(lost: [3]))
    #expect(filter.read(reading("111")) == .init(again: .atOnce))
    #expect(filter.read(reading("111")) == .init(settled: [.init(lock: 3, raw: 1)]))
  }

  @Test func aSecondDoorIsConfirmedByItself() {
    var filter = settled("111")
    #expect(filter.read(reading("011")) == .init(again: .atOnce))
    #expect(filter.read(reading("001")) == .init(settled: [.init(lock: 1, raw: 0)], again: .atOnce))
    #expect(filter.read(reading("001")) == .init(settled: [.init(lock: 2, raw: 0)]))
  }

  @Test func allDoorsAtOnceAreReadOnceMoreAPeriodLater() {
    var filter = settled("101")
    #expect(filter.read(reading("010")) == .init(again: .atOnce))
    #expect(filter.read(reading("010")) == .init(again: .whenDue))
    #expect(filter.read(reading("010")) == .init(settled: reading("010")))
  }

  @Test func allDoorsAtOnceAndBackIsNothing() {
    var filter = settled("111")
    #expect(filter.read(reading("000")) == .init(again: .atOnce))
    #expect(filter.read(reading("000")) == .init(again: .whenDue))
    #expect(filter.read(reading("111")) == .init())
  }

  @Test func allDoorsAlikeAtOnceAreNotBelievedUntilOneDiffers() {
    var filter = settled("111")
    #expect(filter.read(reading("000")) == .init(again: .atOnce))
    #expect(filter.read(reading("000")) == .init(again: .whenDue))
    #expect(filter.read(reading("000")) == .init(lost: [1, 2, 3]))
    #expect(filter.read(reading("000")) == .init())
    #expect(filter.read(reading("111")) == .init(again: .atOnce))
    #expect(filter.read(reading("111")) == .init(settled: reading("111")))
  }

  @Test func oneReadingIsEnoughWhereTheProtocolSaysSo() {
    var filter = settled("111", agreeing: 1)
    #expect(filter.read(reading("110")) == .init(settled: [.init(lock: 3, raw: 0)]))
    #expect(filter.read(reading("001")) == .init(again: .whenDue))
    #expect(filter.read(reading("001")) == .init(settled: reading("001")))
  }

  @Test func aSingleDoorIsNeverAllDoors() {
    var filter = ReadingFilter(locks: [2], agreeing: 1)
    #expect(filter.read(reading("111")) == .init(settled: [.init(lock: 2, raw: 1)]))
    #expect(filter.read(reading("101")) == .init(settled: [.init(lock: 2, raw: 0)]))
  }

  @Test func afterForgettingTheSameBitsAreAFirstReading() {
    var filter = settled("111")
    filter.forget()
    #expect(filter.read(reading("111")) == .init(again: .atOnce))
    #expect(filter.read(reading("111")) == .init(settled: reading("111")))
  }
}
