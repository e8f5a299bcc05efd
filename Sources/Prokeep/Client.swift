import CCurl

/// Sends messages to Prokeep over connections that are kept warm between them; several at once, if it is asked to.
///
/// Belongs to one thread, which must block SIGPIPE (`NamedThread` does): OpenSSL writes to sockets without MSG_NOSIGNAL.
package final class Client {
  /// Names an attempt until its end is told.
  struct Ticket: Hashable {
    fileprivate let number: Int
  }

  struct Ended {
    let ticket: Ticket
    let end: AttemptEnd
  }

  private let multi: MultiHandle
  private let settings: ClientSettings
  /// Handles that are not in use.
  private var spare: [Transfer]
  /// By libcurl's handle.
  private var running: [UnsafeMutableRawPointer: (ticket: Ticket, transfer: Transfer)] = [:]
  /// Ended before they began.
  private var stillborn: [Ended] = []
  private var begun = 0

  package convenience init(_ settings: ClientSettings) throws(ProkeepError) {
    try self.init(settings, multi: MultiHandle())
  }

  init(_ settings: ClientSettings, multi: MultiHandle) throws(ProkeepError) {
    // Settings that libcurl can't carry out show here, before there is anything to send.
    spare = [try Transfer(settings)]
    self.multi = multi
    self.settings = settings
  }

  deinit {
    for (_, transfer) in running.values { multi.remove(transfer.easy) }
  }

  /// Begins an attempt; it moves with `perform`, which also tells its end.
  ///
  /// - Parameter mark: Called once, when the connection stands and before the first byte leaves; false withholds the
  ///   message. It may block.
  func begin(
    _ message: Message, as credentials: Credentials, redaction: Redaction, mark: @escaping () -> Bool
  ) -> Ticket {
    begun += 1
    let ticket = Ticket(number: begun)
    do throws(ProkeepError) {
      let transfer = if let spare = spare.popLast() { spare } else { try Transfer(settings) }
      try transfer.begin(message, as: credentials, redaction: redaction, profile: settings.profile, mark: mark)
      if multi.add(transfer.easy) {
        running[transfer.easy.pointer] = (ticket, transfer)
      } else {
        stillborn.append(Ended(ticket: ticket, end: .neverLeft(Trouble(.libcurl, "The board is out of memory"))))
      }
    } catch {
      stillborn.append(Ended(ticket: ticket, end: .neverLeft(Trouble(.libcurl, error.sentence))))
    }
    return ticket
  }

  /// Lets all attempts go on as far as they can without waiting.
  ///
  /// - Returns: those that came to their end.
  func perform() -> [Ended] {
    var ended = stillborn
    stillborn = []
    // The last one to end a burst keeps its connection, the others were only for the burst.
    multi.keep(connections: max(1, running.count))
    for (easy, code) in multi.perform() { if let end = end(easy, code) { ended.append(end) } }
    return ended
  }

  /// Sleeps until something moves, the multi handle is woken or the time is over; nil: without end.
  func wait(_ duration: Duration?) {
    if running.isEmpty { spare = Array(spare.prefix(1)) }
    multi.wait(duration)
  }

  /// Ends all attempts where they are.
  func breakOff() -> [Ended] {
    for (_, transfer) in running.values { transfer.hurry() }
    return running.keys.compactMap { end($0, nil) }
  }

  /// One attempt by itself; returns when its end is known. Blocks.
  ///
  /// - Parameters:
  ///   - mark: As for `begin`.
  ///   - patience: Asked whenever something moved or the multi handle was woken: how long the attempt may still take.
  ///     Nil: no bound but the settings'. At zero the attempt is broken off.
  package func attempt(
    _ message: Message, as credentials: Credentials, redaction: Redaction, mark: @escaping () -> Bool,
    patience: () -> Duration? = { nil }
  ) -> AttemptEnd {
    let ticket = begin(message, as: credentials, redaction: redaction, mark: mark)
    while true {
      if let ended = perform().first(where: { $0.ticket == ticket }) { return ended.end }
      let left = patience()
      if let left, left <= .zero, let ended = breakOff().first(where: { $0.ticket == ticket }) { return ended.end }
      wait(left)
    }
  }

  /// - Parameter code: nil when it is broken off.
  private func end(_ easy: UnsafeMutableRawPointer, _ code: CURLcode?) -> Ended? {
    guard let (ticket, transfer) = running.removeValue(forKey: easy) else { return nil }
    multi.remove(transfer.easy)
    let end = transfer.end(code, settings)
    // One that was broken off is in a hurry for ever.
    if code != nil { spare.append(transfer) }
    return Ended(ticket: ticket, end: end)
  }
}
