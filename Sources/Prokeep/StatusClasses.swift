/// What Prokeep's status codes mean for a notice.
package struct StatusClasses: Hashable, Sendable {
  package enum Meaning: Hashable, Sendable {
    /// Queued by Prokeep; never "delivered".
    case accepted
    /// The pair of user name and password was refused: nothing will go through until it is right.
    case pairRefused
    /// Come again later.
    case retry
    /// This notice will never be taken.
    case refused
  }

  package var accepted: Set<Int>
  package var pairRefused: Set<Int>
  package var retry: Set<Int>
  /// Every status from here on means `retry`.
  package var retryFrom: Int

  package init(accepted: Set<Int>, pairRefused: Set<Int>, retry: Set<Int>, retryFrom: Int) {
    self.accepted = accepted
    self.pairRefused = pairRefused
    self.retry = retry
    self.retryFrom = retryFrom
  }

  /// What is named nowhere is refused, also a success that isn't documented: a wrong url may well be answered with 200,
  /// so taking it for accepted could lose a text, and trying again could text a customer every minute. A person decides.
  package func meaning(of status: Int) -> Meaning {
    if accepted.contains(status) { return .accepted }
    if pairRefused.contains(status) { return .pairRefused }
    return retry.contains(status) || status >= retryFrom ? .retry : .refused
  }
}
