import Synchronization

/// Everything the stand-in saw, and who waits for what.
final class ProkeepStandInLog: Sendable {
  private struct Waiter {
    var number: Int
    var resume: CheckedContinuation<ProkeepStandInRequest, any Error>
  }

  private struct State {
    var requests: [ProkeepStandInRequest] = []
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
    var connections = 0
    var bytes = 0
    var plan: [(behaviour: ProkeepStandInBehaviour, left: Int?)] = []
  }

  private let state = Mutex(State())

  var requests: [ProkeepStandInRequest] { state.withLock { $0.requests } }
  var connections: Int { state.withLock { $0.connections } }
  var bytes: Int { state.withLock { $0.bytes } }

  func connected() -> Int {
    state.withLock {
      $0.connections += 1
      return $0.connections
    }
  }

  func received(bytes: Int) { state.withLock { $0.bytes += bytes } }

  func plan(_ behaviour: ProkeepStandInBehaviour, times: Int?) {
    state.withLock {
      // Whatever lasted until told otherwise is told otherwise now.
      $0.plan.removeAll { $0.left == nil }
      $0.plan.append((behaviour, times))
    }
  }

  /// What the next request gets; one is taken from the plan.
  func nextBehaviour() -> ProkeepStandInBehaviour { takeBehaviour { $0 != .closeOnAccept } ?? .documented }

  /// Whether the connection that came just now is closed at once.
  func closesNextConnection() -> Bool { takeBehaviour { $0 == .closeOnAccept } != nil }

  private func takeBehaviour(where isMeant: (ProkeepStandInBehaviour) -> Bool) -> ProkeepStandInBehaviour? {
    state.withLock { state in
      guard let first = state.plan.first, isMeant(first.behaviour) else { return nil }
      if let left = first.left {
        if left > 1 { state.plan[0].left = left - 1 } else { state.plan.removeFirst() }
      }
      return first.behaviour
    }
  }

  /// Enters a request under the next number; the number also makes its request id.
  func enter(_ request: ProkeepStandInRequest, completing: (inout ProkeepStandInRequest) -> Void)
    -> ProkeepStandInRequest
  {
    let (entered, ready) = state.withLock { state in
      var entered = request
      entered.number = state.requests.count + 1
      completing(&entered)
      state.requests.append(entered)
      let ready = state.waiters.filter { $0.value.number <= state.requests.count }
      for key in ready.keys { state.waiters[key] = nil }
      return (entered, ready.values.map { ($0.resume, state.requests[$0.number - 1]) })
    }
    for (waiter, request) in ready { waiter.resume(returning: request) }
    return entered
  }

  /// Waits until the request with this number (from 1) is there.
  func request(_ number: Int) async throws -> ProkeepStandInRequest {
    let key = state.withLock {
      $0.nextWaiter += 1
      return $0.nextWaiter
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Result<ProkeepStandInRequest, any Error>? = state.withLock { state in
          if state.requests.count >= number { return .success(state.requests[number - 1]) }
          // Cancelled before it began to wait: the handler below has found nobody.
          if Task.isCancelled { return .failure(CancellationError()) }
          state.waiters[key] = Waiter(number: number, resume: continuation)
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: key) }?.resume.resume(throwing: CancellationError())
    }
  }
}
