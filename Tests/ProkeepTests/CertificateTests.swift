import CCurl
import Linux
import LockerDomain
import Testing

@testable import Prokeep

/// What is said of a certificate that was refused, and of the board's clock when that may be why.
@Suite struct CertificateTests {
  private static let unset = WallClock(milliseconds: 600_000, isSynchronised: false)
  private static let guessed = WallClock(milliseconds: 1_795_000_000_000, isSynchronised: false)
  private static let right = WallClock(milliseconds: 1_795_000_000_000, isSynchronised: true)

  @Test(
    arguments: [
      (
        false, unset,
        """
        The board's clock is not set: it shows 1970-01-01 00:10 UTC, when the certificate of host was not valid yet. Texts \
        leave when the clock is set: check what sets it (NTP)
        """
      ),
      (
        false, guessed,
        """
        The certificate of host is not valid yet by the board's clock, which is not synchronised and shows 2026-11-18 \
        11:06 UTC: check what sets it (NTP)
        """
      ),
      (
        false, right,
        "The certificate of host is not valid yet; the board's clock is synchronised and shows 2026-11-18 11:06 UTC"
      ),
      (
        true, guessed,
        """
        The certificate of host has expired, or the board's clock is ahead: it is not synchronised and shows 2026-11-18 \
        11:06 UTC; check what sets it (NTP)
        """
      ),
      (
        true, right,
        "The certificate of host has expired; the board's clock is synchronised and shows 2026-11-18 11:06 UTC"
      ),
    ] as [(Bool, WallClock, String)])
  func dates(isExpired: Bool, clock: WallClock, sentence: String) {
    let trouble = isExpired ? Trouble.expired(host: "host", clock: clock) : .notYetValid(host: "host", clock: clock)
    #expect(trouble.sentence == sentence)
    #expect(AttemptEnd.neverLeft(trouble).isByClock)
  }

  @Test(
    "a wrong name and an unknown issuer have nothing to do with the clock",
    arguments: [.wrongName, .unknownIssuer] as [Trouble.TLS])
  func others(why: Trouble.TLS) { #expect(!AttemptEnd.neverLeft(Trouble(.tls(why), "no")).isByClock) }

  @Test("a clock that was set ends the line's wait, but no time that Prokeep asked for, and no stop")
  func probeNow() {
    var dice = Dice()
    var settings = DeliveryPolicy.Settings()
    settings.pace = nil
    var policy = DeliveryPolicy(settings)
    func at(_ seconds: Int64) -> Moment { Moment(milliseconds: seconds * 1000) }
    let busy = AttemptEnd.answered(Answer(status: 503, retryAfter: .seconds(600)))
    _ = policy.attemptEnded(NoticeID(1), busy, at: at(0), using: &dice)
    _ = policy.attemptEnded(
      NoticeID(2), .neverLeft(.notYetValid(host: "host", clock: Self.unset)), at: at(0), using: &dice)
    #expect(policy.turn(at: at(1)) == .wait(until: at(2), .backOff))
    policy.probeNow(at: at(1))
    #expect(policy.turn(at: at(1)).passingOver == [NoticeID(1)])
    policy.pairMissing(at: at(1))
    policy.probeNow(at: at(1))
    #expect(policy.turn(at: at(1)) == .wait(until: at(301), .pair))
  }

  /// Always the longest wait.
  private struct Dice: RandomNumberGenerator {
    func next() -> UInt64 { .max }
  }
}
