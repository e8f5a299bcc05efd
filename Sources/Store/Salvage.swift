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
  /// Orders of which the ledger speaks and nothing else is left, and numbers of notices that are missing. What nothing speaks
  /// of any more nobody can name.
  package internal(set) var lostOrders: [OrderNumber] = []
  package internal(set) var lostNotices: [NoticeID] = []
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
    the store was damaged (\(damage)) and is set aside as \(setAside), codes and phone numbers \
    included: delete that file when nobody needs it any more; \(orders.count) orders, \(notices.count) notices, \
    \(compartments) compartments and \(ledgerEntries) ledger lines came over, \(losses) places could not be read\
    \(list("; of these orders only the text was left:", rebuiltOrders))\
    \(list("; of these orders the text is lost, and whether it was sent:", ordersWithoutNotice))\
    \(list("; these orders are lost:", lostOrders))\
    \(lostNotices.isEmpty ? "" : "; these notices are lost: \(Self.ranges(lostNotices))")
    """
  }

  /// Which orders and notices came over, in lines of a length that a log takes.
  package var inventory: [String] {
    let perLine = 100
    let orders = (orders + rebuiltOrders).sorted().map(\.text)
    let lines = stride(from: 0, to: orders.count, by: perLine).map { start in
      "orders that came over: " + orders[start..<min(start + perLine, orders.count)].joined(separator: ", ")
    }
    return lines + ["notices that came over: \(notices.isEmpty ? "none" : Self.ranges(notices))"]
  }

  /// `1-7, 9`
  private static func ranges(_ notices: [NoticeID]) -> String {
    var ranges: [ClosedRange<Int64>] = []
    for id in notices.map(\.value).sorted() {
      if let last = ranges.last, id == last.upperBound + 1 {
        ranges[ranges.count - 1] = last.lowerBound...id
      } else {
        ranges.append(id...id)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ", ")
  }

  private func list(_ title: String, _ orders: [OrderNumber]) -> String {
    orders.isEmpty ? "" : title + " " + orders.map(\.text).joined(separator: ", ")
  }
}
