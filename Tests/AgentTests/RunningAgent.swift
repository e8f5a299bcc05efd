import Agent
import LocalAPI
import Simulation

/// An agent that runs, with what people and doors do to it.
struct RunningAgent: Sendable {
  let daemon: Daemon
  let client: LocalAPIClient
  let boards: SimulatedBoardBus

  static let phone = "+12015550199"

  @discardableResult
  func place(
    _ number: String, in compartment: String, phone: String = phone, code: String = "0042"
  ) async throws -> OrderView {
    let order = PutOrder(
      customer: PutOrder.Customer(name: "Ada", phone: phone), code: code, compartments: [compartment])
    return try await client.place(order, as: number).order
  }

  func open(_ lock: Int) { boards.setDoor(board: 0, lock: lock, isOpen: true) }
  func close(_ lock: Int) { boards.setDoor(board: 0, lock: lock, isOpen: false) }

  /// Places an order in the compartment of that lock, opens it and closes it.
  func load(_ number: String, lock: Int, _ ledger: inout Ledger) async throws {
    try await place(number, in: "A\(lock)")
    open(lock)
    try await ledger.next("load-started", number)
    close(lock)
    try await ledger.next("order-ready", number)
  }
}
