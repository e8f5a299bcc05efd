import Captures
import LocalAPI
import Synchronization

/// The unlocks of a replay. Its player, on a thread that may wait, says when each is asked for and when it is sent; what it
/// takes from there to its end is for tasks.
final class ReplayUnlocks: Sendable {
  /// Sends one that was asked for, to its end.
  typealias Sending = @Sendable () async -> Void

  private struct State {
    var asked: [String: Sending] = [:]
    var underWay: Set<String> = []
  }

  private let askAgent: @Sendable (String, UnlockRequest) throws(LocalAPI.Problem) -> Sending
  private let state = Mutex(State())
  private let sent = AsyncStream.makeStream(of: (compartment: String, sending: Sending).self)

  /// - Parameter ask: asks the agent to open a compartment, and returns what sends it.
  init(_ ask: @escaping @Sendable (String, UnlockRequest) throws(LocalAPI.Problem) -> Sending) { askAgent = ask }

  /// Carries out what is sent, until it is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await (compartment, sending) in sent.stream {
        group.addTask { [self] in
          await sending()
          state.withLock { _ = $0.underWay.remove(compartment) }
        }
      }
    }
  }

  func ask(_ compartment: String, _ reason: CaptureEvent.UnlockReason) throws(LocalAPI.Problem) {
    let sending = try askAgent(compartment, UnlockRequest(reason: UnlockRequest.Reason(reason)))
    state.withLock { $0.asked[compartment] = sending }
  }

  /// Does nothing for one that was refused.
  func send(_ compartment: String) {
    let sending = state.withLock { state in
      guard let sending = state.asked.removeValue(forKey: compartment) else { return nil as Sending? }
      state.underWay.insert(compartment)
      return sending
    }
    if let sending { sent.continuation.yield((compartment, sending)) }
  }

  /// It was sent, and its end is not in the ledger.
  func isUnderWay(_ compartment: String) -> Bool { state.withLock { $0.underWay.contains(compartment) } }
}

extension UnlockRequest.Reason {
  fileprivate init(_ reason: CaptureEvent.UnlockReason) {
    self =
      switch reason {
      case .staff: .staff
      case .pickup: .pickup
      case .service: .service
      }
  }
}
