import BoardProtocols
import Glibc
import Linux
import LocalAPI
import Simulation
import Testing

/// Makes the captures of simulated boards: `RECORD_CAPTURES=1 swift test --filter CaptureScenes`, then look at what they
/// lead to (`CaptureFiles`). Each is recorded by the real program from the real daemon.
@Suite(.enabled(if: getenv("RECORD_CAPTURES") != nil), .serialized, .timeLimit(.minutes(5)))
struct CaptureScenes {
  private static let changes = [
    "poll_ms: 30": "poll_ms: 100\n    reply_timeout_ms: 200", "gap_ms: 5": "gap_ms: 10",
    "hold_s: 0": "hold_s: 1, reload_window_s: 2",
  ]

  /// A protocol, what is special on its line, and that in words.
  struct Scene: Sendable {
    let boardProtocol: BoardProtocol
    let words: String
    let faults: @Sendable (inout SimulatedBoardFaults) -> Void
  }

  static let scenes = [
    Scene(boardProtocol: .kerongCU3x, words: "junk before each answer, answers in pieces of 3 bytes") {
      $0.junk = [0x00, 0xFF, 0x02]
      $0.pieceSize = 3
      $0.piecePause = .milliseconds(2)
    },
    Scene(boardProtocol: .kerongCU5x, words: "answers in pieces of 5 bytes") {
      $0.pieceSize = 5
      $0.piecePause = .milliseconds(3)
    },
    Scene(boardProtocol: .kerongCU6x, words: "an adapter that hears what it sends") { $0.echoesRequests = true },
    Scene(boardProtocol: .shuoming8A, words: "junk that looks like a head before each answer") {
      $0.junk = [0x80, 0x01]
    },
    Scene(boardProtocol: .wkly, words: "a door change told between each request and its answer") {
      $0.junk = WKLYPush.lock16IsClosed
    },
    Scene(boardProtocol: .winnsen, words: "answers byte by byte") {
      $0.pieceSize = 1
      $0.piecePause = .milliseconds(1)
    },
    Scene(boardProtocol: .modbusRTU, words: "answers in two pieces") {
      $0.pieceSize = 4
      $0.piecePause = .milliseconds(2)
    },
  ]

  private enum WKLYPush {
    /// Computed by the protocol's rule.
    static let lock16IsClosed: [UInt8] = {
      let frame: [UInt8] = [0x57, 0x4B, 0x4C, 0x59, 0x0A, 0x00, 0x85, 0x10, 0x01]
      return frame + [frame.reduce(0, ^)]
    }()
  }

  @Test("an order is loaded, texted and picked up", arguments: scenes.indices)
  func order(index: Int) async throws {
    let scene = Self.scenes[index]
    let bench = try await Bench(scene.boardProtocol, changes: Self.changes)
    bench.boards.setFaults(scene.faults)
    try await Self.record(scene.boardProtocol.rawValue, "simulated boards: \(scene.words)", on: bench) {
      try await Self.orderIsCollected(on: bench)
    }
  }

  @Test("a board without supply, and back")
  func deadBoard() async throws {
    let bench = try await Bench(.modbusRTU, changes: Self.changes)
    try await Self.record("dead-board", "simulated boards: one loses its supply and comes back", on: bench) {
      try await bench.following { ledger in
        bench.boards.board(bench.address) { $0.isSilent = true }
        _ = try await ledger.next { $0.kind == "door-unknown" && $0.compartment == "A16" }
        bench.open(2)
        bench.boards.board(bench.address) { $0.isSilent = false }
        _ = try await ledger.next { $0.compartment == "A16" && $0.kind.hasPrefix("door-") }
      }
    }
  }

  @Test("an adapter is pulled out while a door stands open, and plugged in again")
  func pulledAdapter() async throws {
    let bench = try await Bench(.kerongCU3x, changes: Self.changes)
    try await Self.record("pulled-adapter", "simulated boards: the adapter is pulled out and comes back", on: bench) {
      try await bench.following { ledger in
        bench.open(3)
        _ = try await ledger.next { $0.kind == "door-opened" }
        bench.boards.unplug()
        _ = try await ledger.next { $0.kind == "door-unknown" && $0.compartment == "A16" }
        bench.close(3)
        try bench.boards.plugIn()
        _ = try await ledger.next { $0.compartment == "A16" && $0.kind.hasPrefix("door-") }
      }
    }
  }

  @Test("staff open a latch that falls back, then a customer one, and goods sensors see what becomes of it")
  func unlock() async throws {
    var changes = Self.changes
    changes["closed: 1}"] = "closed: 0, sensor: latch, goods: 1}"
    changes["first_lock: 1}"] = "first_lock: 1, closed: 1}"
    let bench = try await Bench(.kerongCU3x, changes: changes)
    let words = "simulated boards: unlocks through the agent, latches with a polarity of their own, goods sensors"
    try await Self.record("unlock", words, on: bench) {
      try await Self.place("--compartment", "A3", on: bench)
      try await bench.following { ledger in
        bench.open(3)
        _ = try await ledger.next { $0.kind == "load-started" }
        bench.boards.board(bench.address) { $0.goods[2] = 1 }
        bench.close(3)
        _ = try await ledger.next { $0.kind == "notice-accepted" }
        for reason in [UnlockRequest.Reason.staff, .pickup] {
          #expect(try await bench.client.unlock("A3", UnlockRequest(reason: reason)).end == .unknown)
          _ = try await ledger.next { $0.kind == "latch-drawn" }
          if reason == .staff {
            bench.close(3)
            _ = try await ledger.next { $0.kind == "latch-fell-back" }
          }
        }
        _ = try await ledger.next { $0.kind == "pickup-started" }
        bench.boards.board(bench.address) { $0.goods[2] = 0 }
        _ = try await ledger.next { $0.kind == "order-collected" }
        bench.close(3)
        _ = try await ledger.next { $0.kind == "door-closed" }
      }
    }
  }

  @Test("an order is announced, and scanned into its compartment")
  func scan() async throws {
    let bench = try await Bench(.winnsen, changes: Self.changes)
    let reader = try SimulatedScanner(path: bench.folder.file("scanner"))
    var changes = Self.changes
    changes["compartments:"] = """
      scanners:
        - {name: scanner-a, port: \(reader.path), compartment_pattern: "LOC-{compartment}", order_pattern: "ORD{order}"}
      compartments:
      """
    try bench.configure(changes)
    try await Self.record("scan", "simulated boards and reader: an announced order is scanned", on: bench) {
      while try await bench.client.health().inputs.first(where: { $0.kind == "scanner" })?.state != "ok" {}
      try await Self.place(on: bench)
      try await bench.following { ledger in
        for label in ["hello", "ORD1001", "LOC-A3"] { reader.scan(label) }
        _ = try await ledger.next { $0.kind == "order-assigned" }
      }
      try await Self.orderIsLoadedAndCollected(on: bench)
    }
  }

  private static func place(_ more: String..., on bench: Bench) async throws {
    let placed = try await bench.run(
      ["order", "add", "1001", "--phone", "+12015550199", "--code", "0042"] + more)
    guard placed.code == 0 else { throw Failure(placed.errors) }
  }

  private static func orderIsCollected(on bench: Bench) async throws {
    try await place("--compartment", "A3", on: bench)
    try await orderIsLoadedAndCollected(on: bench)
  }

  private static func orderIsLoadedAndCollected(on bench: Bench) async throws {
    try await bench.following { ledger in
      bench.open(3)
      _ = try await ledger.next { $0.kind == "load-started" }
      try await Task.sleep(for: .milliseconds(500))
      bench.close(3)
      _ = try await ledger.next { $0.kind == "notice-accepted" }
      // Longer than an opening counts as staff adding something.
      try await Task.sleep(for: .seconds(2))
      bench.open(3)
      _ = try await ledger.next { $0.kind == "pickup-started" }
      try await Task.sleep(for: .milliseconds(500))
      bench.close(3)
      _ = try await ledger.next { $0.kind == "order-collected" }
    }
  }

  /// Records while `body` runs, from the moment that all doors are known.
  private static func record(
    _ name: String, _ note: String, on bench: Bench, _ body: () async throws -> Void
  ) async throws {
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let file = bench.folder.file("scene.capture")
    let recorder = try Program(
      [try Bench.executable(), "record", file, "--note", note, "--config", bench.configuration])
    try await recorder.said("recording into")
    try await CaptureFiles.doorsAreRecorded(in: file)
    try await body()
    try await Task.sleep(for: .milliseconds(500))
    recorder.signal(SIGINT)
    let ended = try await recorder.end()
    guard ended.code == 0 else { throw Failure(ended.errors) }
    daemon.signal(SIGTERM)
    _ = try await daemon.end()
    // Which machine it was says nothing of a simulated bank.
    let lines = try TextFile.text(of: file, atMost: 64 << 20).split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("note recorded on ") }.joined(separator: "\n")
    let folder = bench.folder.path
    try write(lines.replacing(folder, with: "/dev") + "\n", to: CaptureFiles.path(name))
  }

  private static func write(_ text: String, to path: String) throws {
    let bytes = Array(text.utf8)
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw Failure("\(path) can't be written")
    }
    close(file)
  }
}
