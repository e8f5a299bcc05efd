import Glibc
import Simulation
import Testing

/// `doors --watch` on a real terminal: the real program, the real daemon, a board on a pseudo-terminal.
@Suite(.timeLimit(.minutes(2)))
struct DoorWatchTests {
  private func watch(_ bench: Bench, _ more: String..., columns: Int = 80, rows: Int = 24) throws -> TerminalProgram {
    try TerminalProgram(
      [try Bench.executable(), "doors", "--watch", "--config", bench.configuration] + more, columns: columns, rows: rows
    )
  }

  private static func row(_ name: String, in screen: TerminalModel) -> String? {
    screen.lines.first { $0.hasPrefix("\(name) ") }
  }

  /// What stands in the columns DOOR and RAW.
  private static func door(_ name: String, in screen: TerminalModel) -> [Substring]? {
    row(name, in: screen).map { Array($0.split(separator: " ").dropFirst().prefix(2)) }
  }

  private static func isLive(_ screen: TerminalModel) -> Bool {
    door("A1", in: screen) == ["closed", "1"] && screen.isOnSecondPage && !screen.hasCursor
  }

  private func expectGivenBack(_ screen: TerminalModel, _ watching: TerminalProgram) {
    #expect(!screen.isOnSecondPage && screen.hasCursor && screen.wraps)
    #expect(screen.unknown.isEmpty, "\(screen.unknown)")
    #expect(watching.isCooked)
  }

  @Test("a door moves on the screen; Ctrl-C gives the terminal back as it was")
  func changes() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let watching = try watch(bench)
    let first = try await watching.shows("the table", Self.isLive)
    #expect(first.lines[0].hasPrefix("16 doors: 16 closed"))
    #expect(first.lines[1].contains("bus-a: kerong-cu-3x at 19200 baud, 1 of 1 board online"), "\(first.lines)")
    #expect(!watching.isCooked)

    bench.open(2)
    let open = try await watching.shows("A2 open") { Self.door("A2", in: $0) == ["open", "0"] }
    #expect(open.lines[0].hasPrefix("16 doors: 15 closed, 1 open"))
    bench.close(2)
    try await watching.shows("A2 closed") { Self.door("A2", in: $0) == ["closed", "1"] }

    watching.type("\u{3}")
    let ended = try await watching.end()
    #expect(ended.code == 0)
    expectGivenBack(ended.screen, watching)
    #expect(daemon.pid > 0)
  }

  @Test("the last event of a door stands beside it and at the foot of the screen")
  func events() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let watching = try watch(bench, "--compartment", "A3", columns: 120)
    let first = try await watching.shows("the table") { Self.row("A3", in: $0) != nil }
    #expect(Self.row("A1", in: first) == nil && first.lines[0].hasPrefix("1 door: 1 closed"))
    // Its look at the events begins somewhat later than the one at the doors: until it has, they are moved again.
    let isOpen = Toggle()
    try await watching.shows("an event") { screen in
      if Self.door("A3", in: screen)?.first == (isOpen.value ? "open" : "closed") {
        isOpen.flip()
        bench.boards.setDoor(board: bench.address, lock: 3, isOpen: isOpen.value)
      }
      return Self.row("A3", in: screen)?.contains("door-") == true && screen.lines[23].contains("A3 door-")
    }
    watching.type("q")
    #expect(try await watching.end().code == 0)
    #expect(daemon.pid > 0)
  }

  @Test("what has no room can be scrolled to, and another size of the window is another picture")
  func sizes() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let watching = try watch(bench, columns: 40, rows: 10)
    let small = try await watching.shows("a small table", Self.isLive)
    #expect(Self.row("A16", in: small) == nil)
    #expect(small.lines.contains { $0.hasPrefix("… ") && $0.contains("more below") }, "\(small.lines)")
    watching.type("\u{1B}[6~\u{1B}[B")
    try await watching.shows("a later door first") { Self.row("A1", in: $0) == nil && Self.row("A8", in: $0) != nil }
    watching.type("G")
    try await watching.shows("the last door") { Self.row("A16", in: $0) != nil }
    watching.resize(columns: 100, rows: 30)
    let large = try await watching.shows("all doors") { screen in
      (1...16).allSatisfy { Self.row("A\($0)", in: screen) != nil }
    }
    #expect(Self.row("A16", in: large)?.contains("bus-a board 0 lock 16") == true)
    watching.signal(SIGTERM)
    let ended = try await watching.end()
    #expect(ended.code == 0)
    expectGivenBack(ended.screen, watching)
    #expect(daemon.pid > 0)
  }

  @Test("a daemon that is started anew is waited for")
  func restart() async throws {
    let bench = try await Bench()
    let first = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let watching = try watch(bench)
    try await watching.shows("the table", Self.isLive)
    first.signal(SIGTERM)
    #expect(try await first.end().code == 0)
    let lost = try await watching.shows("the loss") { $0.lines[1].contains("daemon not reachable since") }
    #expect(Self.row("A1", in: lost) != nil, "what was seen last stays")
    let second = try await bench.restartDaemon()
    bench.open(1)
    try await watching.shows("the doors again") {
      Self.door("A1", in: $0) == ["open", "0"] && !$0.lines[1].contains("not reachable")
    }
    // Ctrl-\ ends other programs where they stand.
    watching.type("\u{1C}")
    let ended = try await watching.end()
    #expect(ended.code == 0)
    expectGivenBack(ended.screen, watching)
    #expect(second.pid > 0)
  }

  @Test("what ends it before it begins is said on the terminal as it is")
  func refused() async throws {
    let bench = try await Bench()
    let missing = try await watch(bench).end()
    #expect(missing.code == 69)
    #expect(!missing.screen.isOnSecondPage && missing.screen.lines[0].contains("locker-agent: No locker-agent"))
    let daemon = try await bench.startDaemon()
    let unknown = try await watch(bench, "--compartment", "Z9").end()
    #expect(unknown.code == 65)
    #expect(unknown.screen.lines[0].contains("there is no compartment Z9"))
    #expect(daemon.pid > 0)
  }

  @Test("a terminal that can't be drawn on gets lines")
  func dumb() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let command = ["/usr/bin/env", "TERM=dumb", try Bench.executable(), "doors", "--watch"]
    let watching = try TerminalProgram(command + ["--config", bench.configuration], columns: 120, rows: 24)
    try await watching.shows("the doors") { Self.door("A16", in: $0)?.first == "closed" }
    // Ctrl-C is what it always is.
    watching.type("\u{3}")
    let ended = try await watching.end()
    #expect(ended.code == nil)
    #expect(ended.screen.unknown.isEmpty && ended.screen.hasCursor)
    #expect(daemon.pid > 0)
  }
}
