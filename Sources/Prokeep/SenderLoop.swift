import LockerDomain

/// The sender's work, one turn at a time. Lives on the sender's thread.
struct SenderLoop {
  enum Next {
    case again
    /// Nil: until woken.
    case sleep(Duration?)
  }

  private let settings: SenderSettings
  private let outbox: Outbox
  private let client: Client
  private let publish: (QueueState) -> Void
  private var policy: DeliveryPolicy
  private var credentials: Credentials?
  /// The pair of the last attempt; nil when the file has been unreadable since.
  private var tried: Credentials?
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

  /// - Parameter patience: How long an attempt may still take; nil unless the sender is being stopped.
  mutating func turn(patience: () -> Duration?) -> Next {
    let now = outbox.now()
    switch policy.turn(at: now) {
    case .wait(let until, let wait):
      switch wait {
      case .pace: show(.pacing(until: until))
      case .backOff: show(.backingOff(until: until))
      case .pair:
        show(.stopped(probe: until))
        return pairHasChanged(at: now) ? .again : .sleep(min(until - now, settings.pairLook))
      }
      return .sleep(until - now)
    case .send(let passingOver):
      guard let credentials = readCredentials(at: now) else { return .again }
      guard let notice = outbox.next(passingOver) else {
        show(.idle)
        return .sleep(policy.nextSetAside(after: now).map { $0 - now })
      }
      send(notice, as: credentials, patience: patience)
      return .again
    }
  }

  mutating func retryNow() {
    credentials = nil
    policy.retryNow(at: outbox.now())
  }

  mutating func clockWasSet() {
    if failedByClock { policy.probeNow(at: outbox.now()) }
  }

  mutating func ended() { show(.off) }

  private mutating func send(_ notice: OutgoingNotice, as credentials: Credentials, patience: () -> Duration?) {
    policy.attemptStarted(at: outbox.now())
    tried = credentials
    show(.sending(notice.id))
    let end = client.attempt(
      notice.message, as: credentials, redaction: notice.redaction, mark: { [outbox] in outbox.mark(notice.id) },
      patience: patience)
    failedByClock = end.isByClock
    outbox.attempted(end)
    let now = outbox.now()
    let wasStopped = policy.isStopped
    let outcome = policy.attemptEnded(notice.id, end, at: now, using: &chance)
    outbox.ended(notice.id, outcome)
    if policy.isStopped { changePair(from: credentials, wasStopped: wasStopped, at: now) }
    // An attempt that was broken off by `stop` says nothing about the line.
    if patience() == nil { note(outcome, at: now) }
  }

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

  private mutating func show(_ activity: QueueState.Activity) {
    let before = state.health
    state.activity = activity
    state.health = policy.isStopped ? .stopped : policy.failingSince == nil ? .working : .failing
    state.failingSince = policy.failingSince
    publish(state)
    if state.health != before, activity != .off { outbox.healthChanged(state) }
  }
}
