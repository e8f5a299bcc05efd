import LockerDomain
import Testing

@testable import Prokeep

@Suite struct TokenBucketTests {
  private func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

  @Test func burstThenPace() {
    var bucket = TokenBucket(Pace(perSecond: 2, burst: 3))
    for _ in 0..<3 {
      #expect(bucket.availableAt(at(1000)) == at(1000))
      bucket.take(at: at(1000))
    }
    #expect(bucket.availableAt(at(1000)) == at(1500))
    #expect(bucket.availableAt(at(1499)) == at(1500))
    #expect(bucket.availableAt(at(1500)) == at(1500))
  }

  @Test func holdsNoMoreThanTheBurst() {
    var bucket = TokenBucket(Pace(perSecond: 1, burst: 2))
    bucket.take(at: at(0))
    bucket.take(at: at(1_000_000))
    bucket.take(at: at(1_000_000))
    #expect(bucket.availableAt(at(1_000_000)) == at(1_001_000))
  }

  @Test func slowPace() {
    var bucket = TokenBucket(Pace(perSecond: 0.1, burst: 1))
    bucket.take(at: at(0))
    #expect(bucket.availableAt(at(0)) == at(10_000))
  }

  @Test func countsWhatIsThere() {
    var bucket = TokenBucket(Pace(perSecond: 2, burst: 3))
    #expect(bucket.tokens(at: at(1000)) == 3)
    bucket.take(at: at(1000))
    bucket.take(at: at(1000))
    #expect(bucket.tokens(at: at(1000)) == 1)
    #expect(bucket.tokens(at: at(1499)) == 1)
    #expect(bucket.tokens(at: at(1500)) == 2)
    for _ in 0..<2 { bucket.take(at: at(1500)) }
    #expect(bucket.tokens(at: at(1500)) == 0)
    #expect(bucket.tokens(at: at(60_000)) == 3)
  }
}
