/// `POST /v1/outbox/retry`: everything that waits is tried now.
package struct RetryAllResult: Codable, Hashable, Sendable {
  /// How many texts wait.
  package var waiting: Int

  package init(waiting: Int) { self.waiting = waiting }
}
