import LocalAPI
import Simulation

/// One order from its placing to its end. Nobody listens to the agent's events and nothing else is asked of it between the
/// close of the door and the text.
struct OrderRound {
  let client: LocalAPIClient
  let standIn: ProkeepStandIn

  /// - Parameters:
  ///   - number: of the order; also counts the texts.
  ///   - moveDoor: opens or closes the compartment's door; true is open.
  /// - Returns: when the first byte of the text came, CLOCK_MONOTONIC in nanoseconds.
  func load(_ number: Int, into compartment: String, moveDoor: (Bool) throws -> Void) async throws -> Int64 {
    let name = String(number)
    let order = PutOrder(
      customer: PutOrder.Customer(name: "Ada", phone: "+12015550199"), code: "0042", compartments: [compartment])
    _ = try await client.place(order, as: name)
    try moveDoor(true)
    try await until { try await client.order(name).state == "loading" }
    try moveDoor(false)
    let request = try await standIn.request(number)
    try await until { try await client.order(name).notice?.state == "accepted" }
    _ = try await client.perform(.collect, on: name)
    return request.firstByteAt
  }

  private func until(_ isTrue: () async throws -> Bool) async throws {
    while try await !isTrue() { try await Task.sleep(for: .milliseconds(5)) }
  }
}
