import BoardProtocols
import LockerDomain
import TestSupport
import Testing

@testable import Configuration

/// What is printed to be pasted is read as the same again.
struct WiringTests {
  private func read(_ wiring: Wiring) throws -> Wiring {
    let head = """
      bank: {id: b, distributor: Gotham Electrical, location: here}
      prokeep: {url: "https://gotham.prokeep.com/rest/v1", from: "+12015550123", credentials_file: /etc/prokeep}

      """
    let reading = Configuration.read(bytes: Array((head + wiring.yaml).utf8))
    #expect(reading.findings.filter { $0.severity == .error } == [], "\(wiring.yaml)")
    return Wiring(try #require(reading.configuration))
  }

  @Test func theExampleIsWrittenAsItStands() throws {
    let configuration = try #require(Configuration.read(bytes: Array(ExampleConfiguration.text.utf8)).configuration)
    #expect(
      Wiring(configuration).yaml == """
        gpio:
          - {chip: gpio-sim.0-node0, closed: low, bias: pull-up, debounce_ms: 50}
        serial:
          - name: bus-a
            port: /dev/serial/by-id/usb-FTDI_FT232R_A1B2C3-if00-port0
            protocol: kerong-cu-3x
            baud: 19200
            poll_ms: 200
            boards:
              - {address: 0, locks: 16, closed: 1}
        compartments:
          - {name: A1, door: {chip: gpio-sim.0-node0, line: 3}}
          - {name: A2, door: {chip: gpio-sim.0-node0, line: DOOR-A2}}
          - {names: B1..B16, door: {bus: bus-a, board: 0, first_lock: 1}}

        """)
    #expect(try read(Wiring(configuration)) == Wiring(configuration))
  }

  /// Names that YAML would read as something else, gaps in rows, doors with a polarity of their own.
  @Test(arguments: 0..<40)
  func anyWiringIsReadBack(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let wiring = try Self.wiring(&random)
    #expect(try read(wiring) == wiring, "\(wiring.yaml)")
  }

  private static func wiring(_ random: inout SeededGenerator) throws -> Wiring {
    let chips = ["gpio-sim.0-node0", "a \"chip\" \\ b: c"].map {
      Configuration.Chip(
        chip: $0, closed: .allCases[Int.random(in: 0...1, using: &random)],
        bias: .allCases[Int.random(in: 0...3, using: &random)],
        debounce: .milliseconds(Int.random(in: 0...5000, using: &random)))
    }
    let goods = [nil, 0, 1].map { goods in
      Configuration.Board(address: (goods ?? 2) + 1, locks: 16, closed: 1, sensor: .door, goods: goods, map: nil)
    }
    let kerong = Configuration.Bus(
      name: "goods", port: "/dev/ttyS0", boardProtocol: .kerongCU3x, baud: .b19200, poll: .milliseconds(200),
      replyTimeout: .milliseconds(500), gap: .milliseconds(25), rs485: .adapter, boards: goods)
    let boards = [1, 2].map {
      Configuration.Board(
        address: $0, locks: 32, closed: .random(in: 0...1, using: &random),
        sensor: .allCases[.random(in: 0...1, using: &random)], goods: nil, map: .waveshare32)
    }
    let bus = Configuration.Bus(
      name: "12", port: "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0", boardProtocol: .modbusRTU,
      baud: .b57600, poll: .milliseconds(Int.random(in: 1000...2000, using: &random)),
      replyTimeout: .milliseconds(Int.random(in: 500...501, using: &random)),
      gap: .milliseconds(Int.random(in: 25...26, using: &random)),
      rs485: .allCases[Int.random(in: 0...1, using: &random)], boards: boards)
    var doors: [Configuration.Door] = (0..<20).map { .line(chip: chips[0].chip, .offset($0)) }
    doors += ["3", "true", "DOOR A"].map { .line(chip: chips[1].chip, .name($0)) }
    doors += (1...2).flatMap { board in (1...32).map { .lock(bus: bus.name, board: board, lock: $0) } }
    // Mostly in order, with some taken out and some swapped.
    for _ in 0..<6 {
      doors.remove(at: .random(in: doors.indices, using: &random))
      doors.swapAt(.random(in: doors.indices, using: &random), .random(in: doors.indices, using: &random))
    }
    let names = ["B", "A-", "", "x y"].flatMap { prefix in (8...40).map { "\(prefix)\($0)" } } + ["null", "~", "C01"]
    return Wiring(
      chips: chips, buses: [bus, kerong],
      compartments: try zip(names, doors).map { name, door in
        Configuration.Compartment(
          name: try CompartmentName(name), door: door,
          closed: Int.random(in: 0...5, using: &random) == 0 ? .random(in: 0...1, using: &random) : nil)
      })
  }

  /// A setting that gets a new key has to be written as well, or a bank loses it when somebody pastes this.
  @Test func everySettingIsWritten() throws {
    var random = SeededGenerator(seed: 1)
    let wiring = try Self.wiring(&random)
    func keys(_ value: Any) -> [String] { Mirror(reflecting: value).children.compactMap(\.label) }
    #expect(keys(wiring.chips[0]) == ["chip", "closed", "bias", "debounce"])
    #expect(
      keys(wiring.buses[0]) == [
        "name", "port", "boardProtocol", "baud", "poll", "replyTimeout", "gap", "rs485", "boards",
      ])
    #expect(keys(wiring.buses[0].boards[0]) == ["address", "locks", "closed", "sensor", "goods", "map"])
    #expect(keys(wiring.compartments[0]) == ["name", "door", "closed"])
  }

  @Test func aDoorMayHaveAPolarityOfItsOwn() throws {
    let text = ExampleConfiguration.with("line: 3}", "line: 3, closed: high}")
      .replacing("lock: 1}", with: "lock: 1, closed: 0}")
    let configuration = try #require(Configuration.read(bytes: Array(text.utf8)).configuration)
    #expect(configuration.compartments.prefix(4).map(\.closed) == [1, nil, 0, nil])
  }
}

/// `closed` of a single door, written wrongly.
struct BrokenPolarityTests {
  @Test(arguments: [
    BrokenConfiguration(
      "line: 3}", "line: 3, closed: 1}", 36, 64, "compartments[0].door.closed",
      "`closed` can't be `1`; write `low` or `high`"),
    BrokenConfiguration(
      "lock: 1}", "lock: 1, closed: low}", 38, 62, "compartments[2].door.closed",
      "`closed` can't be `low`; write 0 or 1 (the raw bit of a closed door)"),
  ])
  func isExplained(broken: BrokenConfiguration) { broken.check() }
}
