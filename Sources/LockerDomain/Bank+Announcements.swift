// Orders that are known and wait for a scan. Nobody can tell that one will never come, so that each has a time.
extension Bank {
  /// The same request once more, for an order that still waits: it is wanted, and its time begins anew. Said only in the
  /// second half of its time: some systems send every open order every night.
  mutating func announceAgain(_ order: Order, at now: Moment, _ source: Source) {
    guard order.state == .announced, now - order.placedAt >= rules.announcedLifetime / 2 else { return }
    update(order.number) { $0.placedAt = now }
    note(.orderAnnounced, order: order.number, "announced again, and not scanned so far", source)
  }

  /// Nobody has scanned it in time: phone and code are blanked. It may be announced again at any time.
  mutating func announcementEnded(_ number: OrderNumber, at now: Moment) {
    let hours = rules.announcedLifetime.components.seconds / 3600
    withdraw(number, "the order was not scanned", .timer)
    update(number) { $0.marks.insert(.unscanned) }
    note(.orderCancelled, order: number, "announced, and not scanned within \(hours) h", .timer)
    end(number, as: .cancelled, at: now)
  }
}
