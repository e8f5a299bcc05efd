import BoardProtocols
import Captures
import Glibc
import Linux
import LocalAPI
import LockerDomain
import Simulation
import TestSupport
import Testing

/// The recorder: what is in its file, and every way in which it ends.
@Suite(.timeLimit(.minutes(1)))
struct RecordTests {
  private func recorder(_ bench: Bench, _ file: String, _ more: String...) throws -> Program {
    try Program([try Bench.executable(), "record", file, "--config", bench.configuration] + more)
  }

  private func capture(_ file: String) throws -> Capture {
    try CaptureParser.capture(TextFile.text(of: file, atMost: 64 << 20) + "\n")
  }

  private func place(_ bench: Bench) async throws {
    let customer = PutOrder.Customer(name: "Ada Lovelace", phone: "+12015550199")
    _ = try await bench.client.place(
      PutOrder(customer: customer, code: "734210", compartments: ["A3"]), as: "SO-4711")
  }

  @Test("bytes, orders by pseudonyms and where it comes from; nothing of the customer", arguments: [SIGINT, SIGTERM])
  func recorded(signal: Int32) async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let file = bench.folder.file("a.capture")
    let recorder = try recorder(bench, file, "--note", "the front door sticks", "--json")
    try await recorder.said("recording into")
    try await CaptureFiles.doorsAreRecorded(in: file)
    try await place(bench)
    try await bench.following { ledger in
      try await bench.load(3, &ledger)
      _ = try await ledger.next { $0.kind == "notice-accepted" }
    }
    _ = try await bench.client.perform(.collect, on: "SO-4711")
    // What is on its way when the recorder is ended is lost.
    while try !TextFile.text(of: file, atMost: 64 << 20).contains("order 1 collect") {
      try await Task.sleep(for: .milliseconds(20))
    }
    recorder.signal(signal)
    let ended = try await recorder.end()
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.contains(#""lost":0"#), "\(ended.output)")
    var status = stat()
    #expect(stat(file, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)

    let text = try TextFile.text(of: file, atMost: 64 << 20)
    for secret in ["Ada", "Lovelace", "5550199", "734210", "4711 ", "SO-"] {
      #expect(!text.contains(secret), "\(secret)")
    }
    let capture = try capture(file)
    #expect(capture.end != nil)
    #expect(capture.head.bank == "bench")
    #expect(capture.head.program.hasPrefix("locker-agent "))
    #expect(capture.head.notes.last == "the front door sticks")
    #expect(capture.head.notes.first?.contains("by uid \(getuid())") == true)
    #expect(capture.events.first?.what == .opened(bus: "bus-a"))
    #expect(
      capture.events.contains {
        $0.what == .placed(order: 1, compartments: ["A3"], loaded: false, again: false)
      })
    #expect(capture.events.contains { $0.what == .performed(.collect, order: 1) })

    // What really happened is what a replay says.
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    let replayed = try await Program([try Bench.executable(), "replay", file, "--speed", "max"]).end()
    #expect(replayed.code == 0, "\(replayed.errors)")
    let told = replayed.output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.count > 3 && words[2] == "order-1" ? String(words[1]) : nil
    }
    let happened = try bench.ledger(of: "SO-4711").map(\.kind.rawValue)
    #expect(told == happened, "\(replayed.output)")
    #expect(replayed.output.contains("Your Locker Pickup Code is: CODE-1."), "\(replayed.output)")
  }

  @Test(
    "an unlock is asked for again and answered as it was: what it led to is what a replay says",
    arguments: [
      (BoardProtocol.winnsen, SimulatedBoard.Locks.open), (.winnsen, .refuse), (.wkly, .open), (.shuoming8A, .open),
      (.modbusRTU, .open), (.modbusRTU, .refuse),
    ])
  func unlocked(boardProtocol: BoardProtocol, locks: SimulatedBoard.Locks) async throws {
    let bench = try await Bench(boardProtocol)
    bench.boards.board(bench.address) { $0.unlocking = locks }
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let file = bench.folder.file("a.capture")
    let recorder = try recorder(bench, file)
    try await recorder.said("recording into")
    try await CaptureFiles.doorsAreRecorded(in: file)
    let end = try await bench.client.unlock("A3", UnlockRequest(reason: .service)).end
    try await bench.following { ledger in
      if end != .refused { while try await bench.client.doors().doors[2].state != "open" {} }
      // By then the unlock is over, its pulse too.
      bench.open(4)
      _ = try await ledger.next { $0.kind == "door-opened" && $0.compartment == "A4" }
    }
    // The end of the daemon, unlike a signal, leaves nothing on its way.
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    #expect(try await recorder.end().code == 69)
    let replayed = try await Program([try Bench.executable(), "replay", file, "--speed", "max"]).end()
    #expect(replayed.code == 0, "\(replayed.errors)")
    #expect(!replayed.output.contains("not repeated"), "\(replayed.output)")
    let told = replayed.output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.count > 3 && words[3] == "A3" && words[1] != "door-found" ? String(words[1]) : nil
    }
    let happened = try bench.ledger().filter { $0.compartment?.text == "A3" && $0.kind != .doorFound }
    #expect(told == happened.map(\.kind.rawValue), "\(replayed.output)")
    #expect(told.first == "unlock-asked" && told.contains("unlock-\(end)"), "\(told)")
  }

  @Test("without a daemon it asks the boards itself, and ends by itself")
  func direct() async throws {
    let bench = try await Bench()
    let file = bench.folder.file("a.capture")
    let ended = try await recorder(bench, file, "--for", "1", "--bus", "bus-a").end()
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.errors.contains("no daemon runs"), "\(ended.errors)")
    let capture = try capture(file)
    #expect(capture.end != nil)
    #expect(capture.events.contains { if case .received = $0.what { true } else { false } })
    #expect(bench.boards.snapshot(of: bench.address)?.unlocks.allSatisfy { $0 == 0 } == true)
    #expect(!capture.text.contains(" order "))
  }

  @Test("a port that can't be opened is named")
  func noPort() async throws {
    let bench = try await Bench()
    bench.boards.unplug()
    let ended = try await recorder(bench, bench.folder.file("a.capture"), "--for", "0.3").end()
    #expect(ended.code == 0)
    #expect(
      ended.errors.contains("nothing went over bus-a") && ended.errors.contains("is not there"), "\(ended.errors)")
  }

  @Test("a file that is there stays, unless it may go")
  func existing() async throws {
    let bench = try await Bench()
    let file = try bench.folder.write("mine\n", to: "a.capture", mode: 0o644)
    let refused = try await recorder(bench, file, "--for", "0.2").end()
    #expect(refused.code == 65)
    #expect(refused.errors.contains("--force"), "\(refused.errors)")
    #expect(try TextFile.text(of: file) == "mine")
    #expect(try await recorder(bench, file, "--for", "0.2", "--force").end().code == 0)
    #expect(try capture(file).end != nil)
    var status = stat()
    #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(try await recorder(bench, bench.folder.path, "--for", "0.2", "--force").end().code == 65)
    #expect(try await recorder(bench, "/dev/null", "--for", "0.2", "--force").end().code == 65)
    #expect(try await recorder(bench, bench.folder.file("b"), "--for", "0").end().code == 64)
    #expect(try await recorder(bench, bench.folder.file("b"), "--bus", "bus-z").end().code == 65)
    #expect(!bench.folder.names.contains("b"))
  }

  @Test("when the daemon ends, what it did until then is there")
  func daemonEnds() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    let file = bench.folder.file("a.capture")
    let recorder = try recorder(bench, file)
    try await recorder.said("recording into")
    daemon.signal(SIGTERM)
    let ended = try await recorder.end()
    #expect(ended.code == 69)
    #expect(ended.errors.contains("the daemon has ended"), "\(ended.errors)")
    let capture = try capture(file)
    #expect(capture.end != nil)
    #expect(try await daemon.end().code == 0)
  }

  @Test("a full disk ends it, by its name", .enabled(if: SmallDisk.isPossible))
  func fullDisk() async throws {
    let disk = try #require(SmallDisk(kilobytes: 64))
    let bench = try await Bench()
    let file = disk.folder.file("a.capture")
    let recorder = try recorder(bench, file)
    try await recorder.said("recording into")
    disk.fill()
    let ended = try await recorder.end()
    #expect(ended.code == 75)
    #expect(ended.errors.contains("No space left on device"), "\(ended.errors)")
    disk.empty()
    // Cut off, but a capture up to its last whole line.
    let text = try TextFile.text(of: file)
    let whole = text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
    #expect(try CaptureParser.capture(whole + "\n").end == nil)
  }

  @Test("what is no capture, and what does not fit together, is said with its line")
  func broken() async throws {
    let bench = try await Bench()
    let executable = try Bench.executable()
    let file = try bench.folder.write("locker-agent capture 1\nphone +12015550199\n", to: "a.capture")
    let ended = try await Program([executable, "replay", file]).end()
    #expect(ended.code == 65)
    #expect(ended.errors.contains("a.capture:2: `phone` is not known"), "\(ended.errors)")
    #expect(try await Program([executable, "replay", bench.folder.file("none")]).end().code == 65)
    #expect(try await Program([executable, "replay", file, "--speed", "fast"]).end().code == 64)
  }
}
