import BoardProtocols
import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// Unlocks over a real pseudo-terminal, from the command to the board and back into the ledger.
@Suite(.timeLimit(.minutes(1)))
struct DoorUnlockTests {
  /// By staff, unless another reason is said.
  private static let command = ["door", "unlock", "A3", "--yes"]

  /// The unlock lines of the ledger, as `unlock-asked uid:0`.
  private func unlocks(_ bench: Bench) throws -> [String] {
    try bench.ledger().filter { $0.kind.rawValue.hasPrefix("unlock-") }.map { entry in
      "\(entry.kind.rawValue) \(entry.source.label)"
    }
  }

  private func asked(by uid: uid_t = getuid()) -> String { "unlock-asked uid:\(uid)" }

  private func unlocksOnWire(_ bench: Bench) -> Int? { bench.boards.snapshot(of: bench.address)?.unlocks[2] }

  @Test("accepted: the board says so, its contact too, and the ledger has it")
  func accepted() async throws {
    let bench = try await Bench(.winnsen)
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let ended = try await bench.run(Self.command)
    let input = "bus-a board \(bench.address) lock 3"
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output == "A3: \(input) says that it has done it\nits contact says open now\n")
    #expect(try unlocks(bench) == [asked(), "unlock-accepted input:\(input)"])
    #expect(unlocksOnWire(bench) == 1)
    #expect(try await bench.client.metrics().contains(#"locker_agent_unlocks_total{end="accepted"} 1"#))
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(unlocksOnWire(bench) == 1, "never again")
  }

  @Test("refused: nothing moves, and the command says so", arguments: [BoardProtocol.winnsen, .wkly, .modbusRTU])
  func refused(boardProtocol: BoardProtocol) async throws {
    let bench = try await Bench(boardProtocol)
    bench.boards.board(bench.address) { $0.unlocking = .refuse }
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let ended = try await bench.run(Self.command)
    #expect(ended.code == 65, "\(ended.errors)")
    #expect(ended.output.contains("refused it"), "\(ended.output)")
    #expect(try unlocks(bench).last?.hasPrefix("unlock-refused") == true)
    #expect(try await bench.client.doors().doors[2].state == "closed")
    #expect(daemon.pid > 0)
  }

  @Test("a board that never answers an unlock: its door tells", arguments: [false, true])
  func unknown(isJammed: Bool) async throws {
    let bench = try await Bench(.kerongCU3x)
    bench.boards.board(bench.address) { $0.unlocking = isJammed ? .jam : .open }
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let ended = try await bench.run(Self.command)
    #expect(ended.code == (isJammed ? 74 : 0), "\(ended.errors)")
    #expect(ended.output.contains("has not answered: look at the door"), "\(ended.output)")
    #expect(ended.output.contains(isJammed ? "has not said open within 5 s" : "its contact says open now"))
    #expect(try unlocks(bench).last?.hasPrefix("unlock-unknown") == true)
    #expect(unlocksOnWire(bench) == 1)
    #expect(daemon.pid > 0)
  }

  @Test("the adapter is out: nothing is sent, also not later")
  func notSent() async throws {
    let bench = try await Bench(.winnsen)
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    bench.boards.unplug()
    try await bench.following { ledger in
      while try await bench.client.doors().doors[2].state != "unknown" {
        _ = try await ledger.next { $0.kind == "door-unknown" }
      }
    }
    let ended = try await bench.run(Self.command)
    #expect(ended.code == 75, "\(ended.errors)")
    #expect(ended.output.hasPrefix("A3: nothing was sent: "), "\(ended.output)")
    try bench.boards.plugIn()
    try await bench.doorsAreKnown()
    #expect(unlocksOnWire(bench) == 0)
    #expect(try await bench.client.doors().doors[2].state == "closed")
    #expect(try unlocks(bench).last?.hasPrefix("unlock-not-sent") == true)
    #expect(daemon.pid > 0)
  }

  @Test("a staff unlock of a ready order is no pickup, and one for the pickup is")
  func meaning() async throws {
    let bench = try await Bench(.winnsen, changes: ["hold_s: 0": "hold_s: 0, reload_window_s: 0"])
    let daemon = try await bench.startDaemon()
    try await bench.placeAndLoad("1001", lock: 3)
    try await bench.isAccepted("1001")
    try await bench.following { ledger in
      #expect(try await bench.client.unlock("A3", UnlockRequest(reason: .staff)).end == .accepted)
      _ = try await ledger.next { $0.kind == "order-reopened" }
      bench.close(3)
      _ = try await ledger.next { $0.kind == "door-closed" }
      #expect(try await bench.client.order("1001").state == "ready")
      #expect(try await bench.client.unlock("A3", UnlockRequest(reason: .pickup)).end == .accepted)
      _ = try await ledger.next { $0.kind == "pickup-started" }
      bench.close(3)
      _ = try await ledger.next { $0.kind == "order-collected" }
    }
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(bench.standIn.requests.count == 1)
  }

  @Test("nobody is asked where there is no terminal; nothing is opened that has no lock")
  func refusals() async throws {
    let bench = try await Bench(.winnsen)
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let unasked = try await bench.run("door", "unlock", "A3", "--reason", "staff")
    #expect(unasked.code == 64 && unasked.errors.contains("--yes"), "\(unasked.errors)")
    let unreasoned = try await bench.run("door", "unlock", "A3", "--reason", "because", "--yes")
    #expect(unreasoned.code == 64 && unreasoned.errors.contains("staff"), "\(unreasoned.errors)")
    let unknown = try await bench.run("door", "unlock", "Z9", "--reason", "staff", "--yes")
    #expect(unknown.code == 65 && unknown.errors.contains("Z9"), "\(unknown.errors)")
    #expect(unlocksOnWire(bench) == 0)
    #expect(try unlocks(bench).isEmpty)
    #expect(daemon.pid > 0)
  }
}
