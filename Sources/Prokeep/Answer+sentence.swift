extension Answer {
  /// What the answer means, for a person.
  func sentence(_ meaning: StatusClasses.Meaning) -> String {
    let reference = requestID.map { " (x-request-id \($0))" } ?? ""
    return what(meaning) + reference
  }

  private func what(_ meaning: StatusClasses.Meaning) -> String {
    switch meaning {
    case .accepted: "Prokeep has queued it"
    case .pairRefused:
      status == 403
        ? "Prokeep answered 403: the credentials are not allowed to send; confirm them in Prokeep under Settings > API"
        : "Prokeep answered \(status): wrong or unconfirmed credentials; make or confirm them in Prokeep under Settings > API"
    case .retry: "Prokeep answered \(status): not now"
    case .refused:
      switch status {
      case 200..<300:
        "\(status) came where Prokeep would say 202: the text may have gone out or not; is prokeep.url right?"
      case 300..<400: "\(status) came, a redirect, which is never followed: is prokeep.url right?"
      case 404, 405: "Prokeep answered \(status): is prokeep.url right?"
      default: "Prokeep answered \(status): it refuses this message"
      }
    }
  }
}
