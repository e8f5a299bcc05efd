extension Compartment {
  /// An unlock by this agent.
  package struct Unlock: Hashable, Sendable {
    /// Who wants the door open; decides what the opening means.
    package enum Reason: String, Hashable, Sendable, CaseIterable { case staff, pickup, service }

    /// How an unlock ends.
    package enum End: Hashable, Sendable {
      /// Nothing has left.
      case notSent
      /// The board said no.
      case refused
      /// The board said yes; whether the door opened is for its contact to say.
      case accepted
      /// It may have been carried out, and nobody knows.
      case unknown
    }

    package var reason: Reason
    /// When it was asked for.
    package var at: Moment

    package init(reason: Reason, at: Moment) {
      self.reason = reason
      self.at = at
    }
  }

  /// An unlock between its request and its end.
  package struct UnlockUnderWay: Hashable, Sendable {
    package var unlock: Unlock
    /// The opening that it caused came before its end; the next one has another cause.
    package var hasOpened: Bool

    package init(_ unlock: Unlock, hasOpened: Bool = false) {
      self.unlock = unlock
      self.hasOpened = hasOpened
    }
  }

  /// The unlock that caused an opening at this moment, if one did.
  func unlock(behindOpeningAt moment: Moment) -> Unlock? {
    let underWay = unlockUnderWay.flatMap { $0.hasOpened ? nil : $0.unlock }
    return [underWay, unlock].compactMap(\.self).first {
      $0.at <= moment && moment - $0.at <= BankRules.unlockReach
    }
  }
}
