import BoardProtocols
import TestSupport
import Testing

@testable import SerialBus

struct ReadingFilterTests {
  private func reading(_ bits: String) -> [BoardFrame.Lock] {
    bits.enumerated().map { BoardFrame.Lock(lock: $0 + 1, raw: $1 == "1" ? 1 : 0) }
  }

  /// A filter that has settled on `bits`, a door each.
  private func settled(_ bits: String, agreeing: Int = 2) -> ReadingFilter {
    var filter = ReadingFilter(locks: 1...bits.count, agreeing: agreeing)
    for _ in 0..<agreeing { _ = filter.read(reading(bits)) }
    return filter
  }

  /// Reads this until nobody knows what the doors are.
  private func doubt(_ filter: inout ReadingFilter, _ bits: String) {
    #expect(filter.read(reading(bits)) == .init(again: .atOnce))
    #expect(filter.read(reading(bits)) == .init(again: .whenDue))
    #expect(filter.read(reading(bits)) == .init(lost: Array(1...bits.count)))
    #expect(filter.isDoubted)
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
    doubt(&filter, "000")
    #expect(filter.read(reading("000")) == .init())
    #expect(filter.read(reading("111")) == .init(again: .atOnce))
    #expect(filter.read(reading("111")) == .init(settled: reading("111")))
  }

  @Test(arguments: ["11110", "01110", "11100"])
  func aDoorThatAlreadyReadsThatWayDoesNotMakeTheOthersBelievable(_ before: String) {
    var filter = settled(before)
    doubt(&filter, "00000")
    #expect(filter.read(reading(before)) == .init(again: .atOnce))
    #expect(filter.read(reading(before)) == .init(settled: reading(before)))
  }

  @Test func twoDoorsMayCloseWithinOneReading() {
    var filter = settled("11100")
    #expect(filter.read(reading("11111")) == .init(again: .atOnce))
    #expect(filter.read(reading("11111")) == .init(settled: Array(reading("11111")[3...])))
  }

  /// One contact's bit is back in one of the readings that count, or drops a reading later than the others.
  @Test(arguments: [["00000", "00100", "00000"], ["00000", "00000", "00100"], ["00110", "00000", "00000"]])
  func oneBitDoesNotEndTheSuspicion(_ readings: [String]) {
    var filter = settled("11111")
    for bits in readings {
      let verdict = filter.read(reading(bits))
      #expect(verdict.settled == [] && verdict.again != .no || verdict.lost == [1, 2, 3, 4, 5])
    }
    _ = filter.read(reading("00000"))
    #expect(filter.isDoubted)
    #expect(filter.read(reading("00000")) == .init())
  }

  @Test func aDoorThatStaysDifferentEndsTheSuspicion() {
    var filter = settled("1111")
    #expect(filter.read(reading("0000")) == .init(again: .atOnce))
    #expect(filter.read(reading("0001")).settled == [])
    #expect(filter.read(reading("0001")) == .init(settled: Array(reading("000"))))
  }

  @Test(arguments: ["010", "01", "0"])
  func oneDamagedReadingDoesNotEndADoubt(_ damaged: String) {
    var filter = settled("111")
    doubt(&filter, "000")
    for _ in 0..<3 {
      #expect(filter.read(reading(damaged)) == .init(again: .atOnce))
      #expect(filter.read(reading("000")) == .init())
    }
  }

  /// The board was away meanwhile: what it said before is remembered.
  @Test func aDoubtOutlivesAnAbsence() {
    var filter = settled("1110")
    doubt(&filter, "0000")
    filter.forget()
    doubt(&filter, "0000")
    filter.forget()
    #expect(filter.read(reading("1110")) == .init(again: .atOnce))
    #expect(filter.read(reading("1110")) == .init(settled: reading("1110")))
  }

  @Test func aBoardThatComesBackWithAllDoorsOpenIsBelievedOnceOneIsClosed() {
    var filter = settled("1111")
    filter.forget()
    doubt(&filter, "0000")
    #expect(filter.read(reading("0100")) == .init(again: .atOnce))
    #expect(filter.read(reading("0100")) == .init(settled: reading("0100")))
  }

  /// People at the doors, damaged frames, boards that are away, and the contacts' supply that goes and comes back: a door
  /// is never told to be what it isn't, and in the end each is known.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func noDoorIsToldToBeWhatItIsNot(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 4...16, using: &random)
    let agreeing = Int.random(in: 1...2, using: &random)
    var filter = ReadingFilter(locks: 1...count, agreeing: agreeing)
    var doors = (1...count).map { _ in Int.random(in: 0...1, using: &random) }
    var told: [Int: Int] = [:]
    func read(_ raw: [Int]) {
      let verdict = filter.read(raw.enumerated().map { BoardFrame.Lock(lock: $0 + 1, raw: $1) })
      for lock in verdict.settled {
        #expect(lock.raw == doors[lock.lock - 1], "door \(lock.lock) of \(doors), which read \(raw)")
        told[lock.lock] = lock.raw
      }
      for lock in verdict.lost { told[lock] = nil }
    }
    func damage(_ raw: [Int]) {
      var damaged = raw
      let place = Int.random(in: 0..<count, using: &random)
      if Bool.random(using: &random) { damaged[place] = 1 - damaged[place] } else { damaged.removeSubrange(place...) }
      // One reading counts where frames have a good check: none gets through that is damaged.
      if agreeing > 1 { read(damaged) }
    }
    for _ in 0..<4 { read(doors) }
    for _ in 0..<60 {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: damage(doors)
      case 1: filter.forget()
      case 2:
        let dead = Int.random(in: 0...1, using: &random)
        guard doors.filter({ $0 != dead }).count >= 3 else { continue }
        let raw = [Int](repeating: dead, count: count)
        // The last contacts may drop a reading later.
        if agreeing > 1, Bool.random(using: &random) { read(Array(raw.dropLast(2) + doors.suffix(2))) }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          for _ in 0..<Int.random(in: 2...4, using: &random) { read(raw) }
          if Bool.random(using: &random) { damage(raw) }
          if Int.random(in: 0..<4, using: &random) == 0 { filter.forget() }
          read(raw)
          read(raw)
        }
      default: doors[Int.random(in: 0..<count, using: &random)] ^= 1
      }
      for _ in 0..<Int.random(in: 3...5, using: &random) { read(doors) }
    }
    doors[0] = 1 - doors[1]
    for _ in 0..<4 { read(doors) }
    #expect(told.sorted { $0.key < $1.key }.map(\.value) == doors)
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
