import BoardProtocols
import LockerDomain

/// Relays that a former run of the agent may have left on, when it died in the middle of a pulse: each is switched off
/// once, as soon as its board has shown that it is there and that it is the board of the configuration.
///
/// Only relays that are configured as locks, and only where nothing but a request ends the pulse.
struct LeftOver: Sendable {
  /// A board that answers queries and never this is not asked for ever.
  private static let mostAttempts = 3

  private struct Relay {
    let lock: Int
    let off: BoardFrame
    var attempts = 0
  }

  private var relays: [Relay]
  /// When the first of them can be switched off; nil until the board is heard.
  private(set) var dueAt: BootTime?
  /// Those that never confirmed it.
  private(set) var unconfirmed: [Int] = []

  init(_ settings: BoardSettings, on bus: BusSettings) {
    let locks = bus.asksOnly ? [] : settings.doors.keys.sorted()
    relays = locks.compactMap { lock in
      guard case .hold(_, let off, _)? = bus.boardProtocol.unlock(settings.lockBoard, lock: lock) else { return nil }
      return Relay(lock: lock, off: off)
    }
  }

  /// What is sent next.
  var off: BoardFrame? { relays.first?.off }

  /// The board has said what its doors are.
  mutating func boardAnswered(at now: BootTime) {
    if !relays.isEmpty, dueAt == nil { dueAt = now }
  }

  mutating func portClosed() { dueAt = nil }

  /// The request that was sent last came to its end.
  mutating func ended(isConfirmed: Bool, at now: BootTime) {
    guard var relay = relays.first else { return }
    relays.removeFirst()
    relay.attempts += 1
    if !isConfirmed {
      if relay.attempts < Self.mostAttempts { relays.append(relay) } else { unconfirmed.append(relay.lock) }
    }
    // After a failure the board has to show first that it is there.
    dueAt = isConfirmed && !relays.isEmpty ? now : nil
  }
}
