import LockerDomain
import Synchronization

@testable import Prokeep

/// What the sender told the outbox about one attempt.
struct End: Equatable {
  let id: NoticeID
  let outcome: Outcome

  init(_ id: NoticeID, _ outcome: Outcome) {
    self.id = id
    self.outcome = outcome
  }

  init(_ id: Int64, _ outcome: Outcome) { self.init(NoticeID(id), outcome) }
}

/// An outbox without a store: notices stay until they are accepted or refused.
final class MemoryOutbox: Sendable {
  struct State {
    var notices: [OutgoingNotice] = []
    var refusedMarks: Set<NoticeID> = []
    var marks: [NoticeID] = []
    /// The notices of each call of `mark`, and of each call of `ended`.
    var commits: [[NoticeID]] = []
    var mostUnderWay = 0
    fileprivate var underWay: Set<NoticeID> = []
    fileprivate var interrupted: Set<NoticeID> = []
    var ends: [End] = []
    var health: [QueueState.Health] = []
    /// How often `next` had nothing to give.
    var emptyAnswers = 0
    fileprivate var waiters: [(isMet: @Sendable (State) -> Bool, resume: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var ends: [End] { state.withLock { $0.ends } }
  var marks: [NoticeID] { state.withLock { $0.marks } }
  var health: [QueueState.Health] { state.withLock { $0.health } }

  var closures: Outbox {
    Outbox(
      next: { selection in
        self.change { state in
          let next = state.notices.filter { !selection.passingOver.union(selection.underWay).contains($0.id) }
          if next.isEmpty { state.emptyAnswers += 1 }
          let given = Array(next.prefix(selection.atMost))
          state.underWay.formUnion(given.map(\.id))
          state.mostUnderWay = max(state.mostUnderWay, state.underWay.count)
          return given
        }
      },
      mark: { ids in
        self.change { state in
          let refused = state.refusedMarks.intersection(ids)
          state.notices.removeAll { refused.contains($0.id) }
          let marked = ids.filter { !refused.contains($0) }
          state.marks += marked
          if !marked.isEmpty { state.commits.append(marked) }
          return Set(marked)
        }
      },
      mayLeave: { id in
        self.change { state in
          guard state.interrupted.contains(id) else { return true }
          state.notices.removeAll { $0.id == id }
          return false
        }
      },
      ended: { ended in
        self.change { state in
          for ended in ended {
            switch ended.outcome {
            case .accepted, .refused: state.notices.removeAll { $0.id == ended.id }
            case .neverLeft, .deferred, .unanswered, .withheld: break
            }
            state.underWay.remove(ended.id)
            state.ends.append(End(ended.id, ended.outcome))
          }
          state.commits.append(ended.map(\.id))
        }
      },
      now: {
        Moment(milliseconds: (ContinuousClock.now - MemoryOutbox.start).inMilliseconds)
      },
      healthChanged: { queue in self.change { $0.health.append(queue.health) } })
  }

  private static let start = ContinuousClock.now

  func add(_ notices: OutgoingNotice...) { add(notices) }

  func add(_ notices: [OutgoingNotice]) { state.withLock { $0.notices += notices } }

  /// What was marked must not leave any more when its connection stands.
  func interrupt(_ id: NoticeID) { _ = state.withLock { $0.interrupted.insert(id) } }

  var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }
  var commits: [[NoticeID]] { state.withLock { $0.commits } }

  func refuse(_ id: NoticeID) { _ = state.withLock { $0.refusedMarks.insert(id) } }

  /// Waits until so many attempts have ended.
  func settled(_ count: Int) async throws { try await until { $0.ends.count >= count } }

  /// Waits until the sender had nothing to do after so many ends.
  func asked(after ends: Int) async throws { try await until { $0.ends.count >= ends && $0.emptyAnswers > 0 } }

  func until(_ isMet: @escaping @Sendable (State) -> Bool) async throws {
    await withCheckedContinuation { continuation in
      let isMetAlready = state.withLock { state in
        if isMet(state) { return true }
        state.waiters.append((isMet, continuation))
        return false
      }
      if isMetAlready { continuation.resume() }
    }
  }

  private func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
    let (result, ready) = state.withLock { state in
      let result = body(&state)
      let waiters = state.waiters
      state.waiters = []
      state.waiters = waiters.filter { !$0.isMet(state) }
      return (result, waiters.filter { $0.isMet(state) }.map(\.resume))
    }
    for waiter in ready { waiter.resume() }
    return result
  }
}
