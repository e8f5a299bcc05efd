/// One unlock, from its request to a lock that is certainly without power again. Whoever has the line drives it: it says
/// what to send and when to come back.
///
/// The request that opens is sent once and never again, whatever becomes of it. The one that ends a held pulse is sent
/// until the board confirms it, also after a failure and over a lost port: a lock left under power burns. Times are
/// durations since any one start.
package struct UnlockSequence: Sendable {
  package enum Action: Hashable, Sendable {
    /// Send it and tell what became of it: `answered`, `timedOut` or `notSent`.
    case send(BoardFrame)
    /// Call `timePassed` then.
    case wait(until: Duration)
    /// What became of the unlock. Told once; the lock may still be under power.
    case ended(End)
    /// Nothing is left to do.
    case finished
  }

  /// How an unlock ends.
  package enum End: Hashable, Sendable {
    /// Nothing has left: it may be asked for again.
    case notSent
    /// The board said no.
    case refused
    /// The board said yes; whether the door moved is for its sensor to say.
    case accepted
    /// It was sent, and nobody knows: it must not be sent again.
    case unknown
  }

  private enum State: Hashable {
    case ready
    /// The opening request is on its way since then.
    case opening(since: Duration)
    case holding(until: Duration)
    /// The ending request is on its way.
    case releasing(attempts: Int)
    /// It was not confirmed and is sent again then.
    case pausing(until: Duration, attempts: Int)
    case finished
  }

  /// The pause before the ending request is sent again; each further one is twice as long.
  private static let firstPause = Duration.milliseconds(100)
  private static let longestPause = Duration.seconds(5)

  private let plan: UnlockPlan
  private var state = State.ready

  package init(_ plan: UnlockPlan) { self.plan = plan }

  /// The lock may be under power, and only this sequence will end that.
  package var isUnderPower: Bool {
    switch (plan, state) {
    case (.hold, .opening), (.hold, .holding), (.hold, .releasing), (.hold, .pausing): true
    case (.pulse, _), (.hold, .ready), (.hold, .finished): false
    }
  }

  /// The pulse runs: its end must not be late.
  package var isHolding: Bool {
    if case .holding = state { true } else { false }
  }

  package mutating func start(at now: Duration) -> [Action] {
    guard case .ready = state else { preconditionFailure("an unlock was started twice") }
    state = .opening(since: now)
    switch plan {
    case .pulse(let request), .hold(let request, _, _): return [.send(request)]
    }
  }

  /// Nothing of the request has left.
  package mutating func notSent(at now: Duration) -> [Action] {
    switch state {
    case .opening:
      state = .finished
      return [.ended(.notSent), .finished]
    case .releasing(let attempts): return pause(after: attempts, at: now)
    case .ready, .holding, .pausing, .finished: return outOfTurn()
    }
  }

  /// A frame that answers the request on its way.
  package mutating func answered(_ frame: BoardFrame, at now: Duration) -> [Action] {
    switch state {
    case .opening(let since):
      if frame.isRefusal {
        state = .finished
        return [.ended(.refused), .finished]
      }
      return [.ended(.accepted)] + hold(since: since, at: now)
    case .releasing(let attempts):
      if frame.isRefusal { return pause(after: attempts, at: now) }
      state = .finished
      return [.finished]
    case .ready, .holding, .pausing, .finished: return outOfTurn()
    }
  }

  /// No answer came in time. Where a protocol has none for an unlock, that is its usual end.
  package mutating func timedOut(at now: Duration) -> [Action] {
    switch state {
    case .opening(let since): return [.ended(.unknown)] + hold(since: since, at: now)
    case .releasing(let attempts): return pause(after: attempts, at: now)
    case .ready, .holding, .pausing, .finished: return outOfTurn()
    }
  }

  /// The port is gone: what was on its way may have arrived.
  package mutating func portLost(at now: Duration) -> [Action] {
    switch state {
    case .opening(let since): return [.ended(.unknown)] + hold(since: since, at: now)
    case .releasing(let attempts): return pause(after: attempts, at: now)
    case .ready, .holding, .pausing, .finished: return []
    }
  }

  /// The port is back: a lock that has waited for that is let go at once.
  package mutating func portOpened(at now: Duration) -> [Action] {
    switch state {
    case .pausing: return release(attempts: 0)
    case .holding, .ready, .opening, .releasing, .finished: return timePassed(at: now)
    }
  }

  package mutating func timePassed(at now: Duration) -> [Action] {
    switch state {
    case .holding(let until): return now < until ? [.wait(until: until)] : release(attempts: 0)
    case .pausing(let until, let attempts): return now < until ? [.wait(until: until)] : release(attempts: attempts)
    case .ready, .opening, .releasing, .finished: return []
    }
  }

  /// The opening request has gone out; the pulse counts from then on.
  private mutating func hold(since: Duration, at now: Duration) -> [Action] {
    guard case .hold(_, _, let pulse) = plan else {
      state = .finished
      return [.finished]
    }
    state = .holding(until: since + pulse)
    return timePassed(at: now)
  }

  private mutating func release(attempts: Int) -> [Action] {
    guard case .hold(_, let off, _) = plan else { preconditionFailure("a pulse ends by itself") }
    state = .releasing(attempts: attempts + 1)
    return [.send(off)]
  }

  private mutating func pause(after attempts: Int, at now: Duration) -> [Action] {
    let until = now + min(Self.firstPause * (1 << min(attempts - 1, 10)), Self.longestPause)
    state = .pausing(until: until, attempts: attempts)
    return [.wait(until: until)]
  }

  private func outOfTurn() -> [Action] { preconditionFailure("an unlock heard of a request that it has not sent") }
}
