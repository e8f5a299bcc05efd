/// What can be done to a notice by `POST /v1/outbox/{id}/…`.
package enum NoticeCommand: String, Sendable {
  /// Tried again, at once.
  case retry
  /// Given up.
  case expire
}
