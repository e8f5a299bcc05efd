/// The body of `POST /v1/doors/{name}/unlock`.
package struct UnlockRequest: Hashable, Sendable {
  /// Who wants the door open; decides what its opening means for the order behind it.
  package enum Reason: String, Codable, CaseIterable, Sendable {
    /// Somebody of the distributor: no pickup.
    case staff
    /// The customer gets the order.
    case pickup
    /// Somebody works on the bank: no pickup.
    case service
  }

  package var reason: Reason

  package init(reason: Reason) { self.reason = reason }
}

extension UnlockRequest: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case reason }

  package init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(besides: CodingKeys.self)
    let word = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .reason)
    guard let reason = Reason(rawValue: word) else {
      let known = Reason.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(.invalidValue, "the reason of an unlock is one of \(known)", field: "reason")
    }
    self.reason = reason
  }
}
