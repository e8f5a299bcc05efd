/// The settings that the rules read: times, policies, and what a text is made of.
package struct BankRules: Equatable, Sendable {
  /// What happens to the ready text when the pickup is seen before Prokeep accepted it.
  package enum PickupBeforeText: String, Equatable, Sendable { case hold, withdraw, send }

  /// What happens to a text after an attempt whose end nobody could see.
  package enum OnAmbiguous: String, Equatable, Sendable { case resend, hold }

  /// Who gets texts.
  package enum Mode: Equatable, Sendable {
    case live
    case pilot(numbers: Set<PhoneNumber>)
    case dryRun
  }

  package var hold: Duration = .seconds(10)
  package var minOpen: Duration = .zero
  package var reloadWindow: Duration = .seconds(60)
  package var claimWindow: Duration = .seconds(600)
  /// How long a scanned label waits for the other one of its pair.
  package var pairWindow: Duration = .seconds(60)
  /// How long an announced order waits for its scan.
  package var announcedLifetime: Duration = .seconds(14 * 24 * 3600)
  package var ajarAfter: Duration = .seconds(120)
  package var loadIncompleteAfter: Duration = .seconds(1800)
  package var unseenAfter: Duration = .seconds(60)
  package var pickupWindow: Duration = .seconds(72 * 3600)
  package var pickupBeforeText: PickupBeforeText = .hold
  package var onAmbiguous: OnAmbiguous = .resend
  package var readyLifetime: Duration = .seconds(72 * 3600)
  /// How long Prokeep knows an idempotency key again; nil when that is unknown, or no key is sent.
  package var keyLife: Duration?
  package var mode: Mode = .live
  /// The store's own random id; part of every idempotency key.
  package var storeID: String
  package var template: NoticeTemplate
  /// What the placeholders about the bank stand for.
  package var facts: [NoticeTemplate.Placeholder: String]

  /// An opening this soon after an unlock was asked for was caused by it.
  package static let unlockReach = Duration.seconds(30)
  /// A latch that our unlock draws and that falls back within this was drawn by the pulse alone. Boards leave the factory with
  /// pulses of 0.3 to 1 s; one reading more or less comes on top. Nobody opens a door, loads it and closes it in that time.
  package static let latchPulse = Duration.seconds(2)
  /// How long a goods sensor may disagree with a door that has closed: a hand was in its way, or it is slow. Within the
  /// default hold time, so that no text leaves before.
  package static let goodsSettle = Duration.seconds(3)
  /// The share of the pickup window after which a reminder is due, in percent.
  package static let reminderShare = 50

  package init(storeID: String, template: NoticeTemplate, facts: [NoticeTemplate.Placeholder: String]) {
    self.storeID = storeID
    self.template = template
    self.facts = facts
  }

  /// How long a text of this kind is worth sending, counted from when it was made.
  package func lifetime(of kind: Notice.Kind) -> Duration {
    switch kind {
    case .ready: readyLifetime
    }
  }
}
