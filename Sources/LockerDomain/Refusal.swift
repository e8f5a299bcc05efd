/// Why a command was not carried out; nothing has changed.
package struct Refusal: Error, Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    /// No such order, or it ended and only its end is kept.
    case notFound
    /// The bank is in a state that forbids it.
    case conflict
    /// Nothing is wrong; the same call will be taken in a moment.
    case tryAgain
    /// A value can't be taken; the field as the local API names it.
    case invalid(field: String)
  }

  package var code: Code
  /// What is the matter and what to do, as a sentence.
  package var message: String
  /// The order in the way, when there is one.
  package var order: OrderNumber?

  package init(_ code: Code, _ message: String, order: OrderNumber? = nil) {
    self.code = code
    self.message = message
    self.order = order
  }

  package init(_ value: InvalidValue) { self.init(.invalid(field: value.field), value.message) }
}
