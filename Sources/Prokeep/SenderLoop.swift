import LockerDomain

/// The sender's work, one turn at a time. Lives on the sender's thread.
struct SenderLoop {
  enum Next {
    case again
    /// Nil: until woken.
    case sleep(Duration?)
  }

  /// What others tell it.
  enum News { case retryNow, clockWasSet, lineWorks }

  private struct Attempt {
    let id: NoticeID
    /// The pair it was sent with.
    let credentials: Credentials
  }

  /// Closed when the sender is being stopped.
  private final class Gate {
    var isOpen = true
  }

  private let gate = Gate()
  private let settings: SenderSettings
  private let outbox: Outbox
  private let client: Client
  private let publish: (QueueState) -> Void
  private var policy: DeliveryPolicy
  private var credentials: Credentials?
  /// The pair of the last attempt; nil when the file has been unreadable since.
  private var tried: Credentials?
  private var underWay: [Client.Ticket: Attempt] = [:]
  private var state = QueueState()
  private var chance = SystemRandomNumberGenerator()
  /// By the board's clock the last attempt met a certificate that is not valid yet, or no more.
  private var failedByClock = false

  init(settings: SenderSettings, outbox: Outbox, client: Client, publish: @escaping (QueueState) -> Void) {
    self.settings = settings
    self.outbox = outbox
    self.client = client
    self.publish = publish
    policy = DeliveryPolicy(settings.policy)
  }

  var isUnderWay: Bool { !underWay.isEmpty }

  /// Begins what may begin, and lets what is under way go on.
  mutating func turn() -> Next {
    let begun = beginMore()
    let ended = client.perform()
    settle(ended, isStopping: false)
    guard ended.isEmpty else { return .again }
    return begun
  }

  /// Begins nothing any more; what has no connection yet does not leave.
  ///
  /// - Parameter patience: how long what is under way may still take.
  mutating func lastTurn(patience: Duration) -> Next {
    gate.isOpen = false
    let ended = client.perform()
    settle(ended, isStopping: true)
    if ended.isEmpty, patience <= .zero { settle(client.breakOff(), isStopping: true) }
    return ended.isEmpty ? .sleep(patience) : .again
  }

  mutating func take(_ news: News) {
    let now = outbox.now()
    switch news {
    case .retryNow:
      credentials = nil
      policy.retryNow(at: now)
    case .clockWasSet:
      if failedByClock { policy.probeNow(at: now) }
    case .lineWorks:
      credentials = nil
      policy.lineProven(at: now)
      state.lastError = nil
    }
  }

  mutating func ended() { show(.off) }

  // MARK: To Prokeep

  private mutating func beginMore() -> Next {
    let now = outbox.now()
    switch policy.turn(at: now) {
    case .full:
      show(otherwise: .idle)
      return .sleep(nil)
    case .wait(let until, let wait):
      switch wait {
      case .pace: show(otherwise: .pacing(until: until))
      case .backOff: show(otherwise: .backingOff(until: until))
      case .pair:
        show(otherwise: .stopped(probe: until))
        return pairHasChanged(at: now) ? .again : .sleep(min(until - now, settings.pairLook))
      }
      return .sleep(until - now)
    case .send(let limit, let passingOver):
      guard let credentials = readCredentials(at: now) else { return .again }
      let notices = outbox.next(
        Outbox.Selection(atMost: limit, passingOver: passingOver, underWay: Set(underWay.values.map(\.id))))
      guard !notices.isEmpty else {
        show(otherwise: .idle)
        return .sleep(policy.nextSetAside(after: now).map { $0 - now })
      }
      begin(notices, as: credentials, at: now)
      return .again
    }
  }

  private mutating func begin(_ notices: [OutgoingNotice], as credentials: Credentials, at now: Moment) {
    tried = credentials
    let departure = Departure(notices.map(\.id), outbox: outbox)
    for notice in notices {
      policy.attemptStarted(notice.id, at: now)
      let ticket = client.begin(
        notice.message, as: credentials, redaction: notice.redaction,
        mark: { [gate] in gate.isOpen && departure.mayLeave(notice.id) })
      underWay[ticket] = Attempt(id: notice.id, credentials: credentials)
    }
    show(otherwise: .idle)
  }

  private mutating func settle(_ ended: [Client.Ended], isStopping: Bool) {
    guard !ended.isEmpty else { return }
    let now = outbox.now()
    var settled: [Outbox.Ended] = []
    var refusedPair: Credentials?
    let wasStopped = policy.isStopped
    failedByClock = ended.contains { $0.end.isByClock }
    for ended in ended {
      guard let attempt = underWay.removeValue(forKey: ended.ticket) else { continue }
      outbox.attempted(ended.end)
      let outcome = policy.attemptEnded(attempt.id, ended.end, at: now, using: &chance)
      settled.append(Outbox.Ended(attempt.id, outcome))
      // Not one that was sent before the pair was changed.
      if policy.isStopped, tried == attempt.credentials { refusedPair = attempt.credentials }
      // An attempt that was broken off by `stop` says nothing about the line.
      if !isStopping { note(outcome, at: now) }
    }
    outbox.ended(settled)
    if let refusedPair { changePair(from: refusedPair, wasStopped: wasStopped, at: now) }
  }

  // MARK: The pair

  private mutating func readCredentials(at now: Moment) -> Credentials? {
    if let credentials { return credentials }
    do throws(ProkeepError) {
      credentials = try settings.credentials.read()
      policy.pairFound()
      // The next failure speaks for itself.
      if !policy.isStopped, state.health == .stopped { state.lastError = nil }
    } catch {
      policy.pairMissing(at: now)
      state.lastError = error.sentence
    }
    return credentials
  }

  /// The pair was refused: perhaps it has been changed in the file meanwhile. If not, `pairHasChanged` goes on looking.
  private mutating func changePair(from refused: Credentials, wasStopped: Bool, at now: Moment) {
    credentials = nil
    if let changed = readCredentials(at: now), changed != refused {
      if wasStopped { policy.retryNow(at: now) } else { policy.pairReplaced() }
    } else {
      credentials = nil
    }
  }

  /// Whether the file holds something that was not tried yet: whoever has just put it there waits for no probe.
  private mutating func pairHasChanged(at now: Moment) -> Bool {
    do throws(ProkeepError) {
      guard try settings.credentials.read() != tried else { return false }
      policy.retryNow(at: now)
      return true
    } catch {
      tried = nil
      if state.lastError != error.sentence {
        state.lastError = error.sentence
        publish(state)
        outbox.healthChanged(state)
      }
      return false
    }
  }

  private mutating func note(_ outcome: Outcome, at now: Moment) {
    switch outcome {
    case .accepted:
      state.lastAcceptedAt = now
      state.failures = 0
      state.lastError = nil
    case .refused:
      state.failures = 0
      state.lastError = nil
    case .neverLeft(let reason), .deferred(let reason), .unanswered(let reason):
      state.failures += 1
      state.lastError = reason
    case .withheld: break
    }
  }

  /// What is under way comes first.
  private mutating func show(otherwise activity: QueueState.Activity) {
    show(underWay.values.map(\.id).min().map { .sending($0) } ?? activity)
  }

  private mutating func show(_ activity: QueueState.Activity) {
    let before = state.health
    state.activity = activity
    state.health = policy.isStopped ? .stopped : policy.failingSince == nil ? .working : .failing
    state.failingSince = policy.failingSince
    publish(state)
    if state.health != before, activity != .off { outbox.healthChanged(state) }
  }
}
