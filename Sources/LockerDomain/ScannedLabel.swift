/// What a label may mean, by its scanner's patterns. Of one that fits none nothing is kept: it may hold a secret.
package struct ScannedLabel: Hashable, Sendable {
  /// What the label says, once it is known which compartments there are.
  package enum Reading: Hashable, Sendable {
    case compartment(CompartmentName)
    /// - Parameter isSure: the pattern says more than the placeholder, so this is an order's label, known or not.
    case order(OrderNumber, isSure: Bool)
    /// A compartment's label by its pattern, which says more than the placeholder, but this bank has no such compartment.
    case strangeCompartment(CompartmentName)
    case nothing
  }

  package var compartment: CompartmentName?
  package var isCompartmentSure: Bool
  package var order: OrderNumber?
  package var isOrderSure: Bool
  /// In characters.
  package var length: Int

  package init(
    compartment: CompartmentName?, isCompartmentSure: Bool, order: OrderNumber?, isOrderSure: Bool, length: Int
  ) {
    self.compartment = compartment
    self.isCompartmentSure = isCompartmentSure
    self.order = order
    self.isOrderSure = isOrderSure
    self.length = length
  }

  /// A compartment of the bank comes first: patterns may be bare.
  package func reading(among compartments: Set<CompartmentName>) -> Reading {
    if let compartment, compartments.contains(compartment) { return .compartment(compartment) }
    if let order { return .order(order, isSure: isOrderSure) }
    // What a bare pattern takes for a name may be anything, a phone number too.
    if let compartment, isCompartmentSure { return .strangeCompartment(compartment) }
    return .nothing
  }
}
