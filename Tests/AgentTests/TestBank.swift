import Linux
@testable import Agent
import BoardProtocols
import Configuration
import LocalAPI
import Logging
import Simulation
import Testing

/// A bank of 16 doors for the whole agent: a real pty, a real store, real HTTP to the stand-in.
final class TestBank: Sendable {
  let folder: TemporaryFolder
  let standIn = ProkeepStandIn()
  let boards: SimulatedBoardBus

  init() throws {
    folder = try TemporaryFolder(prefix: "locker-agent-test")
    boards = try SimulatedBoardBus(
      .kerongCU3x, boards: [SimulatedBoard(address: 0, locks: 16)], path: folder.file("bus-a"), baud: nil)
    try folder.write("agent:secret\n", to: "prokeep")
  }

  deinit { boards.stop() }

  /// A bank whose stand-in listens while `body` runs.
  static func run(_ body: (TestBank) async throws -> Void) async throws {
    let bank = try TestBank()
    try await bank.standIn.start()
    try await body(bank)
    await bank.standIn.cutUplink()
  }

  /// - Parameters:
  ///   - mode: the lines of `prokeep` that say who gets texts.
  ///   - storeKey: the key of the store is in the file `store-key`.
  ///   - store: the folder of the store; the bank's own if nil.
  ///   - more: further lines at the top of the file.
  func configure(
    mode: String = "mode: live", retryCap: Int = 1, hold: Int = 0, storeKey: Bool = false, store: String? = nil,
    more: String = ""
  ) throws {
    try folder.write(
      """
      bank: {id: test, distributor: Gotham Electrical, location: 1515 Wayne Ave}
      prokeep:
        url: \(standIn.url)
        from: "+12015550123"
        credentials_file: \(folder.file("prokeep"))
        retry_cap_s: \(retryCap)
        \(mode)
      timing: {hold_s: \(hold)}
      clock: trusted
      \(more)
      store: \(store ?? folder.path)/agent.sqlite
      \(storeKey ? "store_key_file: \(folder.file("store-key"))" : "")
      api: {socket: \(folder.file("api.sock"))}
      serial:
        - name: bus-a
          port: \(folder.file("bus-a"))
          protocol: kerong-cu-3x
          poll_ms: 50
          boards: [{address: 0, locks: 16, closed: 1}]
      compartments:
        - {names: A1..A16, door: {bus: bus-a, board: 0, first_lock: 1}}

      """, to: "config.yaml")
  }

  func daemon(rereads: Bool = false, clock: BoardClock? = nil, logger: Logger = .silent) throws -> Daemon {
    let path = folder.file("config.yaml")
    let reading = Configuration.read(path: path)
    let configuration = try #require(reading.configuration, "\(reading.findings)")
    return try Daemon(
      configuration, path: rereads ? path : nil, board: clock,
      manager: ServiceManager(path: "", watchdogInterval: nil), logger: logger)
  }

  /// Runs an agent while `body` runs, from the moment that all doors are known.
  func withAgent(
    rereads: Bool = false, clock: BoardClock? = nil, logger: Logger = .silent,
    _ body: (RunningAgent, inout Ledger) async throws -> Void
  ) async throws {
    let daemon = try await Released.wait { try self.daemon(rereads: rereads, clock: clock, logger: logger) }
    let agent = RunningAgent(daemon: daemon, client: LocalAPIClient(socket: folder.file("api.sock")), boards: boards)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await daemon.run(signals: []) }
      defer { group.cancelAll() }
      try await agent.client.withEvents { stream in
        var ledger = Ledger(stream)
        while try await agent.client.doors().doors.contains(where: { $0.state == "unknown" }) {
          try await ledger.next("door-found")
        }
        try await body(agent, &ledger)
      }
    }
    // Whatever a thread has handed over goes before the store is closed.
    daemon.keeper.wait { _ in }
  }
}

extension Logger {
  static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
