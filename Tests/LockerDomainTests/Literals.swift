import LockerDomain

// Names as plain literals, so that a test reads like what happened. A wrong one is a bug of the test.

extension CompartmentName: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self = valid { () throws(InvalidValue) in try CompartmentName(text) } }
}

extension OrderNumber: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self = valid { () throws(InvalidValue) in try OrderNumber(text) } }
}

extension PhoneNumber: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self = valid { () throws(InvalidValue) in try PhoneNumber(text) } }
}

extension PickupCode: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self = valid { () throws(InvalidValue) in try PickupCode(text) } }
}

/// The patterns that a test writes itself.
func valid<Value>(_ make: () throws(LabelPattern.SyntaxError) -> Value) -> Value {
  do throws(LabelPattern.SyntaxError) { return try make() } catch { preconditionFailure("\(error)") }
}

private func valid<Value>(_ make: () throws(InvalidValue) -> Value) -> Value {
  do throws(InvalidValue) { return try make() } catch { preconditionFailure("\(error.field): \(error.message)") }
}
