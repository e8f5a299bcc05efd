/// The body of `PUT /v1/orders/{number}`. Only the shape is checked here; the domain judges the values.
package struct PutOrder: Hashable, Sendable {
  package struct Customer: Hashable, Sendable {
    package var name: String?
    /// E.164.
    package var phone: String

    package init(name: String?, phone: String) {
      self.name = name
      self.phone = phone
    }
  }

  package var customer: Customer
  package var code: String
  package var compartments: [String]
  /// The goods were put in before: claim the last close.
  package var loaded: Bool
  /// Take an ended order's number and body once more.
  package var again: Bool

  package init(
    customer: Customer, code: String, compartments: [String], loaded: Bool = false, again: Bool = false
  ) {
    self.customer = customer
    self.code = code
    self.compartments = compartments
    self.loaded = loaded
    self.again = again
  }
}

extension PutOrder: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case customer, code, compartments, loaded, again }

  package init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(besides: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    customer = try container.decode(Customer.self, forKey: .customer)
    code = try container.decode(String.self, forKey: .code)
    compartments = try container.decode([String].self, forKey: .compartments)
    loaded = try container.decodeIfPresent(Bool.self, forKey: .loaded) ?? false
    again = try container.decodeIfPresent(Bool.self, forKey: .again) ?? false
  }
}

extension PutOrder.Customer: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case name, phone }

  package init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(besides: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    phone = try container.decode(String.self, forKey: .phone)
  }
}
