import LocalAPI

/// An order as people read it.
enum OrderScreen {
  static func show(_ order: OrderView, asJSON: Bool) throws {
    if asJSON { return try Screen.json(order) }
    var rows = [("order", order.number), ("state", order.label)]
    for slot in order.compartments { rows.append((slot.name, "\(slot.progress), door \(slot.door)")) }
    if order.toClear == true { rows.append(("to clear", "goods may be inside; the next open-and-close is clearing")) }
    if let customer = order.customer {
      rows.append(("customer", [customer.name, customer.phone].compactMap(\.self).joined(separator: ", ")))
    }
    if let code = order.code { rows.append(("code", code)) }
    if let notice = order.notice {
      let more = [notice.reason, notice.requestID.map { "request \($0)" }].compactMap(\.self).joined(separator: ", ")
      rows.append(
        ("text", "\(notice.state)\(more.isEmpty ? "" : ": \(more)") (notice \(notice.id), cycle \(notice.cycle))"))
    }
    for (name, time) in [("placed", order.placedAt), ("ready", order.readyAt), ("ended", order.endedAt)] {
      if let time { rows.append((name, time.text)) }
    }
    let width = rows.map(\.0.count).max() ?? 0
    for (name, value) in rows { Screen.line(name + String(repeating: " ", count: width - name.count + 2) + value) }
  }
}
