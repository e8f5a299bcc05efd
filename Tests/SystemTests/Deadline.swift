import Dispatch
import Glibc

/// The longest that something may take before it counts as a failure.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(_ limit: Duration) { end = .now + limit }

  /// Waits for one of the descriptors.
  func poll(_ descriptors: inout [pollfd], for what: @autoclosure () -> String) throws {
    while true {
      let left = end - .now
      guard left > .zero else { throw Failure("waited too long for \(what())") }
      let milliseconds = Int32(clamping: left.components.seconds * 1000 + 1000)
      let count = Glibc.poll(&descriptors, nfds_t(descriptors.count), milliseconds)
      if count > 0 { return }
      guard count == 0 || errno == EINTR else { throw Failure("poll: \(String(cString: strerror(errno)))") }
    }
  }
}

/// What a test can't go on without.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Runs what blocks on a thread of its own: the tests' other tasks have only as many threads as there are cores.
func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue(label: "test").async { continuation.resume(with: Result { try body() }) }
  }
}
