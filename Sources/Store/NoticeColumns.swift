import LockerDomain

/// A notice's state as it stands in four columns of `outbox`.
struct NoticeColumns {
  var state: String
  var heldUntil: Moment?
  var detail: String?
  var requestID: String?

  /// For SQL.
  static let unsettledStates = "'held', 'pending', 'sending', 'unsure'"

  init(_ state: Notice.State) {
    switch state {
    case .held(let until):
      self.state = "held"
      heldUntil = until
    case .pending: self.state = "pending"
    case .sending: self.state = "sending"
    case .unsure: self.state = "unsure"
    case .accepted(let requestID):
      self.state = "accepted"
      self.requestID = requestID
    case .withdrawn(let reason):
      self.state = "withdrawn"
      detail = reason
    case .expired: self.state = "expired"
    case .dead(let reason):
      self.state = "dead"
      detail = reason
    case .suppressed(let mode):
      self.state = "suppressed"
      detail = mode
    }
  }

  /// Takes `state, held_until, detail, request_id` from the row.
  init(_ row: inout Row) throws(StoreError) {
    state = try row.next()
    heldUntil = try row.next()
    detail = try row.next()
    requestID = try row.next()
  }

  func state(in row: borrowing Row) throws(StoreError) -> Notice.State {
    switch (state, heldUntil, detail) {
    case ("held", let until?, _): return .held(until: until)
    case ("pending", _, _): return .pending
    case ("sending", _, _): return .sending
    case ("unsure", _, _): return .unsure
    case ("accepted", _, _): return .accepted(requestID: requestID)
    case ("withdrawn", _, let reason?): return .withdrawn(reason: reason)
    case ("expired", _, _): return .expired
    case ("dead", _, let reason?): return .dead(reason: reason)
    case ("suppressed", _, let mode?): return .suppressed(mode: mode)
    case _: throw row.damaged("no notice is in state \(state) like this")
    }
  }
}
