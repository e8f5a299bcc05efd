import BoardProtocols
import Glibc
import LockerDomain
import Simulation
import Synchronization

@testable import SerialBus

/// A bus on a real pseudo-terminal with simulated boards at its other end.
final class BankOnLine {
  let boards: SimulatedBoardBus
  let bus: SerialBus
  private var reports: AsyncStream<DoorReport>.Iterator

  /// Compartments `1-1`, `1-2` (board, lock): two on each board, all closed.
  init(_ boardProtocol: BoardProtocol, addresses: [Int] = [1], _ adjust: (inout BusSettings) -> Void = { _ in }) throws
  {
    let path = freshPath()
    boards = try SimulatedBoardBus(
      boardProtocol, boards: addresses.map { SimulatedBoard(address: $0, locks: 16) }, path: path, baud: nil)
    var settings = BusSettings(
      name: "bus-a", port: path, boardProtocol: boardProtocol, pollEvery: .milliseconds(20),
      replyTimeout: .milliseconds(250), quietGap: .milliseconds(10),
      boards: try addresses.map { address in
        BoardSettings(
          address: address, locks: 16, closedRaw: 1,
          doors: [1: try CompartmentName("\(address)-1"), 2: try CompartmentName("\(address)-2")])
      })
    adjust(&settings)
    let (stream, continuation) = AsyncStream<DoorReport>.makeStream()
    reports = stream.makeAsyncIterator()
    bus = try SerialBus(settings) { continuation.yield($0) }
  }

  deinit {
    bus.stop()
    boards.stop()
  }

  func next() async throws -> DoorReport {
    guard let report = await reports.next(isolation: #isolation) else { throw EndOfReports() }
    return report
  }

  /// The next reports as `1-1 closed, 1-2 open`.
  func doors(_ count: Int) async throws -> String {
    var doors: [String] = []
    for _ in 0..<count {
      let report = try await next()
      doors.append("\(report.compartment) \(report.state)")
    }
    return doors.joined(separator: ", ")
  }

  struct EndOfReports: Error {}
}

/// A path for a simulated port that nothing else has; the simulation takes it away when it stops.
func freshPath() -> String {
  let number = usedPaths.wrappingAdd(1, ordering: .relaxed).newValue
  return "/tmp/locker-agent-test-\(getpid())-\(number)"
}

private let usedPaths = Atomic(0)
