import Linux
import BoardProtocols
import Simulation

/// Orders loaded one after the other: from the board's answer that makes a close count to the first byte of the text.
struct LatencyBenchmark {
  var frameToFirstByte: Samples
  var diskSync: Samples
  var memory: ProcessFigures.Memory
  /// Sent until `memory` was looked at.
  var texts: Int

  static let samples = 400
  private static let warmUp = 20
  private static let locks = 16
  private static let pollMilliseconds = 100

  static func run(_ program: String) async throws -> LatencyBenchmark {
    let folder = try TemporaryFolder.onDisk()
    let standIn = ProkeepStandIn()
    try await standIn.start()
    let board = try TimedBoard(locks: locks, path: folder.path + "/bus")
    return try await AgentProcess.run(
      program, in: folder, url: standIn.url,
      inputs: """
        serial:
          - name: bus
            port: \(folder.path)/bus
            protocol: \(TimedBoard.boardProtocol.rawValue)
            baud: 19200
            poll_ms: \(pollMilliseconds)
            boards: [{address: 0, locks: \(locks), closed: 1}]
        compartments:
          - {names: A1..A\(locks), door: {bus: bus, board: 0, first_lock: 1}}
        """
    ) { agent in
      try await agent.allDoorsKnown()
      let probe = DiskProbe(in: folder)
      let round = OrderRound(client: agent.client, standIn: standIn)
      var times: [Int64] = []
      var syncs: [Int64] = []
      for number in 1...(warmUp + samples) {
        let lock = number % locks + 1
        let firstByteAt = try await round.load(number, into: "A\(lock)") { board.setDoor(lock: lock, isOpen: $0) }
        guard let settledAt = board.settledAt, settledAt < firstByteAt else {
          throw BenchmarkFailure("order \(number): its text left before the board had said so often enough: closed")
        }
        // Beside each sample, not before or after all of them: a shared disk has its moods.
        let sync = try probe.times(1)
        if number > warmUp {
          times.append(firstByteAt - settledAt)
          syncs += sync
        }
      }
      let memory = try ProcessFigures(id: agent.id).memory()
      await standIn.cutUplink()
      return LatencyBenchmark(
        frameToFirstByte: Samples(times), diskSync: Samples(syncs), memory: memory, texts: warmUp + samples)
    }
  }
}
