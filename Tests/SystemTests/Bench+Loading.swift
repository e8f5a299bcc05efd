import LocalAPI

extension Bench {
  /// Places an order with its number as code, and loads it through the door.
  func placeAndLoad(_ order: String, lock: Int) async throws {
    try await doorsAreKnown()
    let body = PutOrder(
      customer: PutOrder.Customer(name: nil, phone: "+12015550199"), code: order, compartments: ["A\(lock)"])
    _ = try await client.place(body, as: order)
    try await following { ledger in try await load(lock, &ledger) }
  }

  /// One line of the table that a group of tests prints.
  static func print(_ name: String, _ end: String) {
    Swift.print(name + String(repeating: " ", count: max(1, 34 - name.count)) + end)
  }
}
