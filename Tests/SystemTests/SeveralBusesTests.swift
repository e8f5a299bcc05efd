import BoardProtocols
import Glibc
import Linux
import LocalAPI
import Simulation
import Testing

/// Boards of all protocols, each on a port of its own, and what the daemon says of those that are wrong.
@Suite(.timeLimit(.minutes(1)))
struct SeveralBusesTests {
  /// A bank of which one bus is the bench's own and the others are these.
  private struct Lines {
    let bench: Bench
    let others: [SimulatedBoardBus]

    init() async throws {
      let bench = try await Bench(.kerongCU3x)
      others = try BoardProtocol.allCases.filter { $0 != .kerongCU3x }.map { name in
        try SimulatedBoardBus(
          name, boards: [1, 2].map { SimulatedBoard(address: $0, locks: 8) },
          path: bench.folder.file("bus-\(name.rawValue)"), baud: nil)
      }
      var buses = ""
      var compartments = ""
      for (index, line) in others.enumerated() {
        let name = line.boardProtocol.rawValue
        let map = line.boardProtocol == .modbusRTU ? ", map: waveshare-8ch" : ""
        buses += """
            - name: \(name)
              port: \(line.path)
              protocol: \(name)
              poll_ms: 100
              gap_ms: 5
              boards: [{address: 1, locks: 8, closed: 1\(map)}, {address: 2, locks: 8, closed: 1\(map)}]

          """
        for board in 1...2 {
          compartments += """
              - {names: \(Self.row(index))\(board)1..\(Self.row(index))\(board)8, door: {bus: \(name), board: \(board), first_lock: 1}}

            """
        }
      }
      try bench.configure(["compartments:\n": "\(buses)compartments:\n\(compartments)"])
      self.bench = bench
    }

    static func row(_ index: Int) -> String { ["B", "C", "D", "E", "F", "G"][index] }

    func stop() { for line in others { line.stop() } }
  }

  @Test("seven protocols on seven ports at once")
  func allProtocols() async throws {
    let lines = try await Lines()
    defer { lines.stop() }
    let bench = lines.bench
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    try await bench.following { ledger in
      for (index, line) in lines.others.enumerated() {
        line.setDoor(board: 2, lock: 3, isOpen: true)
        let opened = try await ledger.next { $0.kind == "door-opened" }
        #expect(opened.compartment == "\(Lines.row(index))23", "\(line.boardProtocol.rawValue)")
      }
    }
    // One port that goes takes nobody else along.
    lines.others[0].unplug()
    try await bench.following { ledger in
      while try await bench.client.buses().buses[1].state != "away" { _ = try await ledger.next { _ in true } }
      bench.open(1)
      _ = try await ledger.next { $0.kind == "door-opened" && $0.compartment == "A1" }
    }
    let buses = try await bench.client.buses().buses
    #expect(buses.map(\.state) == ["open", "away"] + Array(repeating: "open", count: 5))
    for bus in buses where bus.state == "open" {
      for board in bus.boards {
        #expect(board.state == "online" && board.reason == nil, "\(bus.name): \(board)")
        #expect(board.roundTripMilliseconds != nil && board.since != nil)
      }
    }
    #expect(buses[1].boards.allSatisfy { $0.reason == buses[1].reason && $0.reason != nil })
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }

  @Test("a board that can't be understood is named wherever somebody may look, until it can")
  func noise() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let sentence =
      "the bytes that come are no kerong-cu-3x frame: check `baud` (now 19200), whether A and B are swapped"
    try await bench.following { ledger in
      bench.boards.setFaults { $0.wrongAnswers = Array(repeating: [0xFB, 0x12, 0x8C, 0xF2], count: 5000) }
      let unknown = try await ledger.next { $0.kind == "door-unknown" }
      #expect(unknown.why.contains(sentence), "\(unknown.why)")
      let board = try #require(try await bench.client.buses().buses.first?.boards.first)
      #expect(board.reason?.contains(sentence) == true, "\(board)")
      #expect(board.missedInARow >= 3 && board.badBytes >= 12)
      let screen = try await bench.run("doors").output
      #expect(screen.contains(sentence), "\(screen)")
      let doors = try await bench.client.doors().doors
      #expect(doors.allSatisfy { $0.reason == board.reason })
      let problems = try await bench.client.health().problems
      #expect(problems.contains { $0.code == "input-away" && $0.message == board.reason })

      bench.boards.setFaults { $0.wrongAnswers = [] }
      while try await bench.client.doors().doors.contains(where: { $0.state == "unknown" }) {
        _ = try await ledger.next { $0.kind.hasPrefix("door-") }
      }
      let read = try await bench.client.doors().doors
      #expect(read.allSatisfy { $0.reason == nil })
    }
    daemon.signal(SIGTERM)
    _ = try await daemon.end()
  }

  @Test("doors that are all open are shown, and doubted")
  func inverted() async throws {
    let bench = try await Bench()
    bench.boards.board(bench.address) { $0.raw = Array(repeating: 0, count: 16) }
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let sentence =
      "all 16 doors of board 0 on bus-a have read open since the start: if they are closed, write `closed: 0`"
    let doors = try await bench.client.doors().doors
    #expect(doors.allSatisfy { $0.state == "open" && $0.reason?.hasPrefix(sentence) == true })
    #expect(try await bench.client.health().problems.map(\.code) == ["input-suspect"])
    daemon.signal(SIGTERM)
    _ = try await daemon.end()
  }

  @Test("a board with another register map refuses to be asked, which `serial query` says too")
  func otherMap() async throws {
    let bench = try await Bench(.modbusRTU)
    let other = SimulatedBoard(address: 1, locks: 8, map: .eletechsupN4D8B08)
    bench.boards.board(1) { $0 = other }
    let query = ["serial", "query", bench.boards.path, "--protocol", "modbus-rtu", "--address", "1"]
    let unsaid = try await bench.run(query)
    #expect(unsaid.code == 64)
    #expect(unsaid.errors.contains("give --map, one of waveshare-8ch"), "\(unsaid.errors)")
    let wrong = try await bench.run(query + ["--map", "waveshare-16ch"])
    #expect(wrong.code == 65)
    #expect(wrong.errors.contains("it is no waveshare-16ch; try another --map"), "\(wrong.errors)")
    let right = try await bench.run(query + ["--map", "eletechsup-n4d8b08"])
    #expect(right.code == 0)
    #expect(right.output.contains("state of all inputs, board 1, set: 1, 2"), "\(right.output)")
    bench.boards.unplug()
    try bench.boards.plugIn()

    bench.boards.board(1) { $0 = SimulatedBoard(address: 1, locks: 16, map: .waveshare16) }
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let sentence =
      "refuses to be asked (function 02: no such address): check `map` (now waveshare-16ch)"
    try await bench.following { ledger in
      bench.boards.board(1) { $0 = other }
      let unknown = try await ledger.next { $0.kind == "door-unknown" }
      #expect(unknown.why.contains(sentence), "\(unknown.why)")
    }
    let through = try await bench.run(query + ["--map", "waveshare-16ch"])
    #expect(through.code == 0)
    #expect(through.output.contains(sentence), "\(through.output)\(through.errors)")
    daemon.signal(SIGTERM)
    _ = try await daemon.end()
  }
}
