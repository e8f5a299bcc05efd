import FoundationEssentials
import Glibc
import Linux
import LocalAPI
import Simulation
import Testing

/// `door learn`: a technician, a bank that is wired otherwise than configured, and the daemon that starts with what was
/// learned.
@Suite(.timeLimit(.minutes(1)))
struct DoorLearnTests {
  private static let doors = 8
  /// A3 and A4 are swapped.
  private static func lock(_ door: Int) -> Int { door == 3 ? 4 : door == 4 ? 3 : door }

  /// A7's contact is wired the other way round than its board's others.
  private static func set(_ door: Int, isOpen: Bool, on bench: Bench) {
    let isSet = isOpen == (door == 7)
    bench.boards.board(bench.address) { $0.raw[lock(door) - 1] = isSet ? 1 : 0 }
  }

  private func bench() async throws -> Bench {
    let bench = try await Bench(changes: ["A1..A16": "A1..A\(Self.doors)"])
    for door in 1...Self.doors { Self.set(door, isOpen: false, on: bench) }
    return bench
  }

  /// Plays the technician until the program has all that it asks for.
  private func walk(_ bench: Bench, _ arguments: String...) async throws -> Program.Ended {
    let input = try TypedInput(in: bench.folder)
    let command = [try Bench.executable(), "door", "learn", "--config", bench.configuration] + arguments
    let program = try Program(command, input: input.path)
    try await begin(program, input)
    for door in 1...Self.doors { try await learn(door, on: bench, program) }
    let ended = try await program.end()
    input.end()
    return ended
  }

  private func begin(_ program: Program, _ input: TypedInput) async throws {
    try await program.said("press Enter")
    input.type("")
  }

  private func learn(_ door: Int, on bench: Bench, _ program: Program) async throws {
    try await program.said("open A\(door),")
    Self.set(door, isOpen: true, on: bench)
    try await program.said("close A\(door),")
    Self.set(door, isOpen: false, on: bench)
  }

  /// The bench's configuration with these sections in place of its own.
  private func paste(_ yaml: String, into bench: Bench) throws {
    let text = String(decoding: try Data(contentsOf: URL(filePath: bench.configuration)), as: UTF8.self)
    let head = try #require(text.firstRange(of: "serial:")).lowerBound
    try bench.folder.write(text[..<head] + yaml, to: "config.yaml")
  }

  @Test("two swapped doors and an inverted contact end in a right configuration", arguments: [false, true])
  func learns(throughDaemon: Bool) async throws {
    let bench = try await bench()
    let before = try Data(contentsOf: URL(filePath: bench.configuration))
    if throughDaemon {
      let daemon = try await bench.startDaemon()
      try await bench.doorsAreKnown()
      let file = bench.folder.file("learned.yaml")
      let ended = try await walk(bench, "--json", "--output", file)
      #expect(ended.code == 0, "\(ended.errors)")
      #expect(
        try JSONShape.of(ended.output)
          == "  doors[].closed\n  doors[].compartment\n  doors[].configured\n  doors[].input\n  findings\n  version\n  yaml\n"
      )
      try paste(String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self), into: bench)
      daemon.signal(SIGTERM)
      #expect(try await daemon.end().code == 0)
    } else {
      let ended = try await walk(bench)
      #expect(ended.code == 0, "\(ended.errors)")
      #expect(
        ended.output.hasPrefix(
          """
          # learned by opening 8 of 8 doors
          # A3 and A4 are swapped: A3 is bus-a board 0 lock 4, A4 is bus-a board 0 lock 3
          # A7's contact is inverted: closed is 0 there, 1 on the rest of bus-a board 0
          # a board opens a lock by its contact's number: after pasting, unlock A3 and see that A3 opens; if another door \
          does, only the contacts' wires are crossed: swap them at the board and keep the old numbers
          serial:

          """), "\(ended.output)")
      // It is for a person to paste.
      #expect(try Data(contentsOf: URL(filePath: bench.configuration)) == before)
      try paste(ended.output, into: bench)
    }
    #expect(try await bench.run("check").code == 0)

    let daemon = try await bench.restartDaemon()
    try await bench.doorsAreKnown()
    #expect(try await openDoors(bench) == [])
    try await bench.following { ledger in
      for door in 1...Self.doors {
        Self.set(door, isOpen: true, on: bench)
        _ = try await ledger.next { $0.kind == "door-opened" }
        #expect(try await openDoors(bench) == ["A\(door)"])
        Self.set(door, isOpen: false, on: bench)
        _ = try await ledger.next { $0.kind == "door-closed" }
        #expect(try await openDoors(bench) == [])
      }
    }
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }

  private func openDoors(_ bench: Bench) async throws -> [String] {
    try await bench.client.doors().doors.filter { $0.state != "closed" }.map(\.compartment)
  }

  @Test("a daemon that starts anew and a terminal that is lost cost nothing that was learned")
  func interrupted() async throws {
    let bench = try await bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let input = try TypedInput(in: bench.folder)
    let file = bench.folder.file("learned.yaml")
    let program = try Program(
      [try Bench.executable(), "door", "learn", "--config", bench.configuration, "--output", file], input: input.path)
    try await begin(program, input)
    for door in 1...2 { try await learn(door, on: bench, program) }
    try await program.said("open A3,")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
    try await program.said("can't be read any more")
    let next = try await bench.restartDaemon()
    try await program.said("all contacts can be read again")
    try await learn(3, on: bench, program)
    try await program.said("open A4,")
    program.signal(SIGHUP)
    let ended = try await program.end()
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.hasPrefix("# learned by opening 3 of 8 doors\n"), "\(ended.output)")
    #expect(String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self) == ended.output)
    #expect(next.pid > 0)
  }

  @Test("why a board can't be read is said as the daemon would say it")
  func silentBoard() async throws {
    let bench = try await Bench()
    bench.boards.board(bench.address) { $0.isSilent = true }
    let ended = try await bench.run("door", "learn")
    #expect(
      ended.errors.contains("board 0 on bus-a does not answer, nothing comes back: check its supply"), "\(ended.errors)"
    )
  }

  @Test("with an order in the bank it refuses: a door that is opened would be a pickup")
  func refuses() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.placeAndLoad("1001", lock: 1)
    let ended = try await bench.run("door", "learn")
    #expect(ended.code == 65)
    #expect(ended.errors.contains("orders are in the bank (1001)"), "\(ended.errors)")
    #expect(daemon.pid > 0)
  }

  @Test("without a person it learns nothing, and says so")
  func nobody() async throws {
    let bench = try await Bench()
    let ended = try await bench.run("door", "learn")
    #expect(ended.code == 65)
    #expect(ended.output == "")
    #expect(ended.errors.contains("no door was learned"), "\(ended.errors)")
  }

  @Test("a file that is there is not written over")
  func existing() async throws {
    let bench = try await Bench()
    let ended = try await bench.run("door", "learn", "--output", bench.configuration)
    #expect(ended.code == 65)
    #expect(ended.errors.contains("is there already"), "\(ended.errors)")
  }
}
