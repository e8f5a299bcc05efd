import BoardProtocols
import Linux
import LocalAPI
import Simulation

/// One door after the other is opened or closed at any moment: how long until it is in the ledger.
struct ChangeBenchmark {
  struct Result {
    var samples: Samples
    /// What the wire and the polling allow at most.
    var bound: Duration
  }

  let boards: Int
  let pollMilliseconds: Int
  let changes: Int

  func run(_ program: String) async throws -> Result {
    let layout = BusLayout(
      protocols: [.kerongCU3x], boards: boards, pollMilliseconds: pollMilliseconds,
      folder: try TemporaryFolder.onDisk())
    let line = try layout.lines()[0]
    defer { line.stop() }
    return try await AgentProcess.run(
      program, in: layout.folder, url: "http://127.0.0.1:9/rest/v1", inputs: layout.configuration
    ) { agent in
      try await agent.allDoorsKnown()
      let times = try await agent.client.withEvents { events in
        var events = events.makeAsyncIterator()
        var random = SplitMix(seed: 2)
        var open: Set<String> = []
        var times: [Int64] = []
        for _ in 0..<changes {
          // At any phase of the polling.
          try await Task.sleep(for: .milliseconds(Int.random(in: 0..<pollMilliseconds, using: &random)))
          let (board, lock) = (Int.random(in: 0..<boards, using: &random), Int.random(in: 1...16, using: &random))
          let name = layout.name(bus: 0, board: board, lock: lock)
          let opens = open.remove(name) == nil
          if opens { open.insert(name) }
          let start = MonotonicTime.now
          line.setDoor(board: board, lock: lock, isOpen: opens)
          let kind = opens ? "door-opened" : "door-closed"
          while let event = try await events.next(isolation: #isolation),
            event.compartment != name || event.kind != kind
          {}
          times.append(MonotonicTime.now - start)
        }
        return times
      }
      return Result(
        samples: Samples(times),
        bound: layout.timing(.kerongCU3x).noticing(
          polledEvery: .milliseconds(pollMilliseconds), boards: layout.lockBoards(.kerongCU3x)))
    }
  }
}
