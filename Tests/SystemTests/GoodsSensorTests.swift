import BoardProtocols
import Glibc
import LocalAPI
import Simulation
import Testing

/// Infrared sensors behind the doors, from a board's bits to what staff and customers get.
@Suite(.timeLimit(.minutes(1)))
struct GoodsSensorTests {
  private func bench(_ boardProtocol: BoardProtocol) async throws -> Bench {
    try await Bench(
      boardProtocol, changes: ["closed: 1}": "closed: 1, goods: 1}", "hold_s: 0": "hold_s: 0, reload_window_s: 0"])
  }

  private func put(_ bench: Bench, goods: Int) {
    bench.boards.board(bench.address) { $0.goods[1] = goods }
  }

  @Test(
    "closed but empty: no text, staff are told; with the goods inside, a text; seen to go, and the compartment is free",
    arguments: [BoardProtocol.kerongCU3x, .kerongCU6x])
  func wholeStory(boardProtocol: BoardProtocol) async throws {
    let bench = try await bench(boardProtocol)
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let order = PutOrder(
      customer: PutOrder.Customer(name: nil, phone: "+12015550199"), code: "0042", compartments: ["A2"])
    _ = try await bench.client.place(order, as: "1001")
    try await bench.following { ledger in
      bench.open(2)
      _ = try await ledger.next { $0.kind == "load-started" }
      bench.close(2)
      _ = try await ledger.next { $0.kind == "load-empty" }
      let problems = try await bench.client.health().problems
      #expect(problems.map(\.code) == ["order-empty"])
      #expect(problems.first?.message.contains("A2 is closed but empty") == true, "\(problems)")
      #expect(try await bench.client.order("1001").label == "loading, closed but empty")
      #expect(try await bench.client.doors().doors.prefix(3).map(\.goods) == ["absent", "absent", "absent"])
      #expect(bench.standIn.requests.isEmpty)

      put(bench, goods: 1)
      _ = try await ledger.next { $0.kind == "notice-accepted" }
      #expect(try await bench.client.compartments().compartments[1].goods == "present")
      #expect(try await bench.client.health().status == .ok)

      // The customer looks, takes nothing and closes; then comes back.
      bench.open(2)
      _ = try await ledger.next { $0.kind == "pickup-started" }
      bench.close(2)
      _ = try await ledger.next { $0.kind == "goods-left" }
      #expect(try await bench.client.health().problems.map(\.code) == ["goods-left"])
      bench.open(2)
      _ = try await ledger.next { $0.kind == "pickup-started" }
      put(bench, goods: 0)
      _ = try await ledger.next { $0.kind == "order-collected" }
      #expect(try await bench.client.doors().doors[1].state == "open")
    }
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(bench.standIn.requests.count == 1)
  }
}
