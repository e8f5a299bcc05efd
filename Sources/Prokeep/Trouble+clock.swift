import Linux

// A certificate that was refused for its dates, and what the board's clock has to do with it.
extension Trouble {
  static func notYetValid(host: String, clock: WallClock = .now) -> Trouble {
    let sentence =
      if clock.isUnset {
        """
        The board's clock is not set: it shows \(clock.text), when the certificate of \(host) was not valid yet. Texts leave \
        when the clock is set: check what sets it (NTP)
        """
      } else if clock.isSynchronised {
        "The certificate of \(host) is not valid yet; the board's clock is synchronised and shows \(clock.text)"
      } else {
        """
        The certificate of \(host) is not valid yet by the board's clock, which is not synchronised and shows \
        \(clock.text): check what sets it (NTP)
        """
      }
    return Trouble(.tls(.notYetValid), sentence)
  }

  static func expired(host: String, clock: WallClock = .now) -> Trouble {
    let sentence =
      clock.isSynchronised
      ? "The certificate of \(host) has expired; the board's clock is synchronised and shows \(clock.text)"
      : """
      The certificate of \(host) has expired, or the board's clock is ahead: it is not synchronised and shows \
      \(clock.text); check what sets it (NTP)
      """
    return Trouble(.tls(.expired), sentence)
  }
}

extension AttemptEnd {
  /// A certificate was refused for its dates: the board's clock may be what is wrong.
  var isByClock: Bool {
    guard case .neverLeft(let trouble) = self else { return false }
    return trouble.code == .tls(.notYetValid) || trouble.code == .tls(.expired)
  }
}
