import Linux
import BoardProtocols
import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Store

/// A bank on the bench: a simulated board on a real pseudo-terminal, a stand-in for Prokeep, a folder with the
/// configuration, and as many runs of the real program on it as a test wants.
final class Bench: Sendable {
  let folder: TemporaryFolder
  let boards: SimulatedBoardBus
  let standIn: ProkeepStandIn
  let address: Int

  var configuration: String { folder.file("config.yaml") }
  var store: String { folder.file("agent.sqlite") }
  var socket: String { folder.file("api.sock") }
  var client: LocalAPIClient { LocalAPIClient(socket: socket) }

  /// - Parameter changes: what is written otherwise in the configuration: a line's beginning and its replacement.
  init(_ boardProtocol: BoardProtocol = .kerongCU3x, changes: [String: String] = [:]) async throws {
    folder = try TemporaryFolder(prefix: "locker-agent-system")
    address = boardProtocol.addresses.lowerBound
    standIn = ProkeepStandIn(username: "agent", password: "secret")
    try await standIn.start()
    let board = SimulatedBoard(address: address, locks: 16, map: .waveshare16)
    boards = try SimulatedBoardBus(boardProtocol, boards: [board], path: folder.file("bus-a"), baud: nil)
    try folder.write("agent:secret\n", to: "prokeep")
    try configure(changes)
  }

  deinit { boards.stop() }

  /// Writes the configuration anew.
  func configure(_ changes: [String: String] = [:], as name: String = "config.yaml") throws {
    let map = boards.boardProtocol == .modbusRTU ? ", map: waveshare-16ch" : ""
    var text = """
      bank: {id: bench, distributor: Gotham Electrical, location: "1515 Wayne Ave, Gotham, NJ 973"}
      prokeep:
        url: \(standIn.url)
        from: "+12015550123"
        credentials_file: \(folder.file("prokeep"))
        retry_cap_s: 1
      timing: {hold_s: 0}
      clock: trusted
      store: \(store)
      api: {socket: \(socket)}
      serial:
        - name: bus-a
          port: \(boards.path)
          protocol: \(boards.boardProtocol.rawValue)
          poll_ms: 30
          gap_ms: 5
          boards: [{address: \(address), locks: 16, closed: 1\(map)}]
      compartments:
        - {names: A1..A16, door: {bus: bus-a, board: \(address), first_lock: 1}}

      """
    for (old, new) in changes {
      guard text.contains(old) else { throw Failure("the configuration has no \(old)") }
      text = text.replacing(old, with: new)
    }
    try folder.write(text, to: name)
  }

  /// Runs one command to its end.
  func run(_ arguments: String..., input: String = "/dev/null") async throws -> Program.Ended {
    try await run(arguments, input: input)
  }

  func run(_ arguments: [String], config: String = "config.yaml", input: String = "/dev/null") async throws
    -> Program.Ended
  {
    let command = [try Self.executable()] + arguments + ["--config", folder.file(config)]
    return try await Program(command, input: input).end()
  }

  /// Starts the daemon and waits until it tells its service manager that it is ready.
  func startDaemon(logLevel: String = "info") async throws -> Program {
    let notes = try NotifySocket(path: folder.file("notify"))
    let command = [try Self.executable(), "run", "--config", configuration, "--log-level", logLevel]
    let daemon = try Program(command, environment: Program.environment + ["NOTIFY_SOCKET=\(notes.path)"])
    guard try await notes.ready(or: daemon) else {
      let ended = try await daemon.end()
      throw Failure("the daemon ended (exit code \(ended.code ?? -1)) before it was ready: \(ended.errors)")
    }
    return daemon
  }

  /// Starts the daemon again, after its end or its death.
  func restartDaemon() async throws -> Program {
    // A port forgets that it was taken exclusively (TIOCEXCL) when the last program closes it. The simulated one is never
    // closed at this end, so another takes its place, as after a power cut; only root could open it once more.
    boards.unplug()
    try boards.plugIn()
    return try await startDaemon()
  }

  static func executable() throws -> String {
    guard let path = Executable.path else { throw Failure("locker-agent was not built beside these tests") }
    return path
  }

  // MARK: Doors and orders

  func open(_ lock: Int) { boards.setDoor(board: address, lock: lock, isOpen: true) }
  func close(_ lock: Int) { boards.setDoor(board: address, lock: lock, isOpen: false) }

  /// Until every door has been read.
  func doorsAreKnown() async throws {
    try await following { ledger in
      while try await client.doors().doors.contains(where: { $0.state == "unknown" }) {
        _ = try await ledger.next { $0.kind.hasPrefix("door-") }
      }
    }
  }

  /// Opens and closes one door with an order behind it, and waits until it is loaded.
  func load(_ lock: Int, _ ledger: inout FollowedLedger) async throws {
    open(lock)
    _ = try await ledger.next { $0.kind == "load-started" }
    close(lock)
    _ = try await ledger.next { $0.kind == "load-taken" }
  }

  /// Until Prokeep has accepted the text of this order.
  func isAccepted(_ order: String) async throws {
    try await following { ledger in
      while try await client.order(order).notice?.state != "accepted" {
        _ = try await ledger.next { $0.order == order }
      }
    }
  }

  /// Follows the ledger of the running daemon from here on.
  func following<Result: Sendable>(_ body: (inout FollowedLedger) async throws -> Result) async throws -> Result {
    try await client.withEvents { events in
      var ledger = FollowedLedger(events)
      return try await body(&ledger)
    }
  }

  /// Everything in the ledger on disk, the daemon running or not.
  func ledger(of order: String? = nil) throws -> [LedgerEntry] {
    try StoreReader(path: store).ledger(of: order.map { try OrderNumber($0) }).map(\.entry)
  }

  /// The requests with this code in their text.
  func requests(withCode code: String) -> [ProkeepStandInRequest] {
    standIn.requests.filter { $0.message?.text.contains(": \(code).") == true }
  }

  /// The text that an order with this code leads to.
  func text(withCode code: String) -> String {
    """
    You have an order ready at Gotham Electrical, 1515 Wayne Ave, Gotham, NJ 973!
    Your Locker Pickup Code is: \(code).
    To unsubscribe from following TXT messages reply with X.
    """
  }
}

/// The ledger as it grows.
struct FollowedLedger {
  private var events: LocalAPI.EventStream.AsyncIterator

  init(_ stream: LocalAPI.EventStream) { events = stream.makeAsyncIterator() }

  /// The next event of the wanted kind; fails when the daemon ends before it.
  mutating func next(where isWanted: (EventView) -> Bool) async throws -> EventView {
    guard let event = try await nextUntilEnd(where: isWanted) else { throw Failure("the daemon ended") }
    return event
  }

  /// Nil when the daemon ended before it, however it did.
  mutating func nextUntilEnd(where isWanted: (EventView) -> Bool) async throws -> EventView? {
    do {
      while let event = try await events.next(isolation: #isolation) {
        if isWanted(event) { return event }
      }
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      // A connection that breaks off in the middle of an event is a daemon that was killed.
    }
    return nil
  }
}
