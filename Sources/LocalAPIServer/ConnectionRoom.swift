import Synchronization

/// Counts connections up to a limit.
final class ConnectionRoom: Sendable {
  private let most: Int
  private let count = Atomic(0)

  init(most: Int) { self.most = most }

  /// False when it is full. Whoever entered leaves.
  func enter() -> Bool {
    let isIn = count.wrappingAdd(1, ordering: .relaxed).newValue <= most
    if !isIn { leave() }
    return isIn
  }

  func leave() { count.wrappingSubtract(1, ordering: .relaxed) }
}
