import Synchronization

/// Counts calls from any thread.
final class Counter: Sendable {
  private let calls = Atomic(0)

  var value: Int { calls.load(ordering: .relaxed) }

  func count() { calls.add(1, ordering: .relaxed) }
}
