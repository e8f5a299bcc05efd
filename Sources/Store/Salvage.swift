package import LockerDomain

/// What came over from a damaged store.
package struct Salvage: Equatable, Sendable {
  /// Where the damaged file is now.
  package internal(set) var setAside: String
  /// What SQLite found wrong.
  package internal(set) var damage: String
  /// False when even the store's own id and key were lost: ended orders are not recognised when they are sent again.
  package internal(set) var keptIdentity = false
  /// The orders that came over, ended ones included.
  package internal(set) var orders: [OrderNumber] = []
  /// Orders of which only the notice was left. They are `ready` and without compartments; a person looks after them.
  package internal(set) var rebuiltOrders: [OrderNumber] = []
  /// Orders whose latest notice is lost: nobody knows whether the customer was texted.
  package internal(set) var ordersWithoutNotice: [OrderNumber] = []
  package internal(set) var notices: [NoticeID] = []
  package internal(set) var compartments = 0
  package internal(set) var ledgerEntries = 0
  /// Rows and stretches of rows that could not be read.
  package internal(set) var losses = 0

  init(setAside: String, damage: String) {
    self.setAside = setAside
    self.damage = damage
  }
}

extension Salvage: CustomStringConvertible {
  package var description: String {
    """
    the store was damaged (\(damage)) and is set aside as \(setAside); \(orders.count) orders, \(notices.count) notices, \
    \(compartments) compartments and \(ledgerEntries) ledger lines came over, \(losses) places could not be read\
    \(list("; of these orders only the text was left:", rebuiltOrders))\
    \(list("; of these orders the text is lost, and whether it was sent:", ordersWithoutNotice))
    """
  }

  private func list(_ title: String, _ orders: [OrderNumber]) -> String {
    orders.isEmpty ? "" : title + " " + orders.map(\.text).joined(separator: ", ")
  }
}
