/// Why a request was refused: a problem document (RFC 9457), sent as `application/problem+json`.
package struct Problem: Error, Hashable, Sendable {
  /// The closed set of reasons; on the wire the end of the document's `type`.
  package enum Kind: String, CaseIterable, Sendable {
    /// Not HTTP, not JSON, or not the shape that this route takes.
    case malformedRequest = "malformed-request"
    /// The caller lacks the right.
    case notPermitted = "not-permitted"
    /// No such order, compartment, bus, notice or route.
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    /// Another order, or the state of this one, stands against it.
    case conflict
    /// A conflict that goes away by itself: the notice is in flight.
    case tryAgain = "try-again"
    case requestTooLarge = "request-too-large"
    case notJSON = "not-json"
    /// The JSON is fine, a value in it can't be taken.
    case invalidValue = "invalid-value"
    /// The configuration file has errors; `findings` says where.
    case invalidConfiguration = "invalid-configuration"
    case headersTooLarge = "headers-too-large"
    /// A bug in the daemon.
    case internalError = "internal-error"
    /// The daemon is starting, stopping or can't reach what it needs for this.
    case notAvailable = "not-available"
    /// The disk is full: new orders are refused, known ones go on.
    case storeFull = "store-full"

    /// The HTTP status (RFC 9110 section 15, RFC 4918 section 11.5 for 507, RFC 6585 section 5 for 431).
    package var status: Int {
      switch self {
      case .malformedRequest: 400
      case .notPermitted: 403
      case .notFound: 404
      case .methodNotAllowed: 405
      case .conflict, .tryAgain: 409
      case .requestTooLarge: 413
      case .notJSON: 415
      case .invalidValue, .invalidConfiguration: 422
      case .headersTooLarge: 431
      case .internalError: 500
      case .notAvailable: 503
      case .storeFull: 507
      }
    }

    /// The same for every occurrence (RFC 9457 section 3.1.3).
    package var title: String {
      switch self {
      case .malformedRequest: "The request is not understood"
      case .notPermitted: "Not permitted"
      case .notFound: "There is no such thing"
      case .methodNotAllowed: "The method is not allowed here"
      case .conflict: "In conflict with the present state"
      case .tryAgain: "Not at this moment"
      case .requestTooLarge: "The request is too large"
      case .notJSON: "The body is not JSON"
      case .invalidValue: "A value can not be taken"
      case .invalidConfiguration: "The configuration has errors"
      case .headersTooLarge: "The request's headers are too large"
      case .internalError: "A bug in locker-agent"
      case .notAvailable: "Not available at the moment"
      case .storeFull: "The store is full"
      }
    }
  }

  package var kind: Kind
  /// A sentence for a person: what is wrong and what to do. Holds no code and no phone number.
  package var detail: String
  /// The field to blame, as the request names it: `customer.phone`, `number`.
  package var field: String?
  /// The order that stands against it.
  package var order: String?
  /// What is wrong with the configuration; empty for all other kinds.
  package var findings: [ConfigurationFinding]

  package init(
    _ kind: Kind, _ detail: String, field: String? = nil, order: String? = nil, findings: [ConfigurationFinding] = []
  ) {
    self.kind = kind
    self.detail = detail
    self.field = field
    self.order = order
    self.findings = findings
  }
}

extension Problem: Codable {
  package static let mediaType = "application/problem+json"

  private static let typePrefix = "urn:locker-agent:problem:"

  private enum CodingKeys: String, CodingKey { case type, title, status, detail, field, order, findings }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let type = try container.decode(String.self, forKey: .type)
    guard type.hasPrefix(Self.typePrefix), let kind = Kind(rawValue: String(type.dropFirst(Self.typePrefix.count)))
    else {
      throw DecodingError.dataCorruptedError(forKey: .type, in: container, debugDescription: "unknown type \(type)")
    }
    self.kind = kind
    detail = try container.decode(String.self, forKey: .detail)
    field = try container.decodeIfPresent(String.self, forKey: .field)
    order = try container.decodeIfPresent(String.self, forKey: .order)
    findings = try container.decodeIfPresent([ConfigurationFinding].self, forKey: .findings) ?? []
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.typePrefix + kind.rawValue, forKey: .type)
    try container.encode(kind.title, forKey: .title)
    try container.encode(kind.status, forKey: .status)
    try container.encode(detail, forKey: .detail)
    try container.encodeIfPresent(field, forKey: .field)
    try container.encodeIfPresent(order, forKey: .order)
    if !findings.isEmpty { try container.encode(findings, forKey: .findings) }
  }
}
