import Synchronization

/// A value that a test's closures turn over.
final class Toggle: Sendable {
  private let state = Mutex(false)

  var value: Bool { state.withLock { $0 } }

  func flip() { state.withLock { $0.toggle() } }
}
