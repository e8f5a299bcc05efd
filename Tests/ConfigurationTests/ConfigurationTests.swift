import BoardProtocols
import LockerDomain
import Testing

@testable import Configuration

@Suite struct ConfigurationTests {
  @Test func theExampleIsReadWhole() throws {
    let reading = Configuration.read(bytes: Array(ExampleConfiguration.text.utf8))
    #expect(reading.findings.filter { $0.severity == .error } == [])
    let configuration = try #require(reading.configuration)
    #expect(
      configuration.bank
        == Configuration.Bank(
          id: "gotham-1", distributor: "Gotham Electrical", account: "Gotham Electrical",
          location: "1515 Wayne Ave, Gotham, NJ 973", timeZone: "America/New_York"))
    #expect(
      configuration.prokeep
        == Configuration.Prokeep(
          url: "https://gotham.prokeep.com/rest/v1", from: try PhoneNumber("+12015550123"),
          credentialsFile: "/run/credentials/locker-agent.service/prokeep", mode: .live,
          pace: .init(perSecond: 1, burst: 5), onAmbiguous: .resend, retryCap: .seconds(60), splay: .seconds(30),
          readyLifetime: .seconds(72 * 3600), caFile: nil, proxy: nil))
    #expect(configuration.notices.ready == NoticeTemplate.builtIn(.parcelpending))
    #expect(
      configuration.timing
        == Configuration.Timing(
          hold: .seconds(10), minOpen: .zero, reloadWindow: .seconds(60), claimWindow: .seconds(600),
          pairWindow: .seconds(60), announcedLifetime: .seconds(336 * 3600), ajarAfter: .seconds(120),
          loadIncompleteAfter: .seconds(1800), unseenAfter: .seconds(60),
          pickupWindow: .seconds(72 * 3600), pickupBeforeText: .hold))
    #expect(configuration.clock == .kernel)
    #expect(configuration.store == "/var/lib/locker-agent/agent.sqlite")
    #expect(configuration.api.socket == "/run/locker-agent/api.sock")
    #expect(
      configuration.chips == [.init(chip: "gpio-sim.0-node0", closed: .low, bias: .pullUp, debounce: .milliseconds(50))]
    )
    #expect(
      configuration.buses == [
        .init(
          name: "bus-a", port: "/dev/serial/by-id/usb-FTDI_FT232R_A1B2C3-if00-port0", boardProtocol: .kerongCU3x,
          baud: .b19200, poll: .milliseconds(200), replyTimeout: .milliseconds(500), gap: .milliseconds(25),
          rs485: .adapter, boards: [.init(address: 0, locks: 16, closed: 1, sensor: .door, goods: nil, map: nil)])
      ])
    let expected: [(String, Configuration.Door)] =
      [
        ("A1", .line(chip: "gpio-sim.0-node0", .offset(3))), ("A2", .line(chip: "gpio-sim.0-node0", .name("DOOR-A2"))),
      ] + (1...16).map { ("B\($0)", .lock(bus: "bus-a", board: 0, lock: $0)) }
    #expect(
      try configuration.compartments == expected.map { .init(name: try CompartmentName($0.0), door: $0.1) })
  }

  @Test func whatIsLeftOutHasTheDefaultsOfTheExample() throws {
    let whole = try read(ExampleConfiguration.text)
    let short = try read(
      """
      bank: {id: gotham-1, distributor: Gotham Electrical, location: "1515 Wayne Ave, Gotham, NJ 973"}
      prokeep:
        url: https://gotham.prokeep.com/rest/v1/
        from: '+12015550123'
        credentials_file: /run/credentials/locker-agent.service/prokeep
      serial:
      - {name: b, port: /dev/ttyS7, protocol: shuoming-8a, boards: [{address: 1, locks: 24, closed: 0}]}
      compartments: [{name: A1, door: {bus: b, board: 1, lock: 24}}]
      """)
    #expect(short.prokeep == whole.prokeep)
    #expect(short.timing == whole.timing)
    #expect(short.notices == whole.notices)
    #expect((short.clock, short.store, short.api) == (whole.clock, whole.store, whole.api))
    #expect(short.bank.account == "Gotham Electrical")
    #expect(short.bank.timeZone == "UTC")
    #expect(short.chips.isEmpty)
    #expect(short.buses.map(\.baud) == [.b9600])
    #expect(short.buses.map(\.poll) == [.milliseconds(200)])
  }

  @Test(arguments: [
    ("live", "[]", Configuration.Prokeep.Mode.live), ("dry-run", "[]", .dryRun),
    ("live", "[\"+12015550199\"]", .live),
  ])
  func modeIsRead(mode: String, numbers: String, expected: Configuration.Prokeep.Mode) throws {
    let text = ExampleConfiguration.with("mode: live", "mode: \(mode)")
    #expect(try read(text.replacing("pilot_numbers: []", with: "pilot_numbers: \(numbers)")).prokeep.mode == expected)
  }

  @Test func pilotHasItsNumbers() throws {
    let text = ExampleConfiguration.with("mode: live", "mode: pilot")
      .replacing("pilot_numbers: []", with: "pilot_numbers: [\"+12015550198\", \"+12015550199\"]")
    let numbers = [try PhoneNumber("+12015550198"), try PhoneNumber("+12015550199")]
    #expect(try read(text).prokeep.mode == .pilot(numbers))
  }

  @Test(arguments: [
    "{text: \"Hi {name}: {code}\"}", "{template: {text: \"Hi {name}: {code}\"}}", "{text: 'Hi {name}: {code}'}",
    "\n    text: |\n      Hi {name}: {code}\n", "\n    text: >\n      Hi\n      {name}: {code}\n",
    "\n    text: \"Hi {name}: {code}\"",
  ])
  func ownTextIsTakenInEveryForm(form: String) throws {
    let configuration = try read(ExampleConfiguration.with("{template: parcelpending}", form))
    #expect(configuration.notices.ready == (try NoticeTemplate(text: "Hi {name}: {code}")))
  }

  @Test func aRangeOfLinesIsWrittenOut() throws {
    let old = "{name: A2, door: {chip: gpio-sim.0-node0, line: DOOR-A2}}"
    let new = "{names: A02..A04, door: {chip: gpio-sim.0-node0, first_line: 7}}"
    let compartments = try read(ExampleConfiguration.with(old, new)).compartments
    #expect(compartments[1...3].map(\.name.text) == ["A02", "A03", "A04"])
    #expect(compartments[1...3].map(\.door) == [7, 8, 9].map { .line(chip: "gpio-sim.0-node0", .offset($0)) })
  }

  /// A line may be called `7`; quotes tell the name from the number.
  @Test func aQuotedLineIsAName() throws {
    let configuration = try read(ExampleConfiguration.with("line: 3", "line: \"3\""))
    #expect(configuration.compartments[0].door == .line(chip: "gpio-sim.0-node0", .name("3")))
  }

  @Test func factsFillWhatIsAboutTheBank() throws {
    let bank = try read(ExampleConfiguration.text).bank
    #expect(Set(bank.facts.keys) == [.bank, .distributor, .account, .location])
    #expect(bank.facts[.location] == "1515 Wayne Ave, Gotham, NJ 973")
  }

  @Test(arguments: ["\u{FEFF}", "---\n", "# a comment\n\n"])
  func harmlessBeginningsAreTaken(beginning: String) throws {
    #expect(try read(beginning + ExampleConfiguration.text) == read(ExampleConfiguration.text))
  }

  @Test(arguments: BoardProtocol.allCases)
  func everyProtocolIsRead(boardProtocol: BoardProtocol) throws {
    let address = boardProtocol.addresses.lowerBound
    let map = boardProtocol == .modbusRTU ? ", map: waveshare-16ch" : ""
    let text = ExampleConfiguration.text
      .replacing("protocol: kerong-cu-3x", with: "protocol: \(boardProtocol.rawValue)")
      .replacing("baud: 19200", with: "baud: \(boardProtocol.defaultBaud.rawValue)")
      .replacing("{address: 0, locks: 16, closed: 1}", with: "{address: \(address), locks: 16, closed: 1\(map)}")
      .replacing("board: 0", with: "board: \(address)")
    let bus = try #require(try read(text).buses.first)
    #expect(bus.boardProtocol == boardProtocol)
    #expect(
      bus.boards == [
        .init(
          address: address, locks: 16, closed: 1, sensor: .door, goods: nil, map: map.isEmpty ? nil : .waveshare16)
      ])
  }

  @Test func aBoardSaysWhatItsSensorsAre() throws {
    let text = ExampleConfiguration.with("closed: 1}]", "closed: 1, sensor: latch, goods: 0}]")
    let board = try #require(try read(text).buses.first?.boards.first)
    #expect(board.sensor == .latch && board.goods == 0)
  }

  @Test func aSpeedThatTheBoardsAreNotKnownForIsDoubted() {
    let reading = Configuration.read(bytes: Array(ExampleConfiguration.with("baud: 19200", "baud: 38400").utf8))
    #expect(reading.configuration != nil)
    #expect(
      reading.findings.filter { $0.path == "serial[0].baud" } == [
        Finding(
          severity: .warning, mark: Mark(line: 32, column: 11), path: "serial[0].baud",
          message:
            "kerong-cu-3x boards are known at `9600`, `19200`, `57600` or `115200` baud, and may not answer at 38400; write `baud: 19200` unless the board was set otherwise"
        )
      ])
  }

  @Test func windowsLineEndsAreTaken() throws {
    let text = ExampleConfiguration.text.replacing("\n", with: "\r\n")
    #expect(try read(text) == read(ExampleConfiguration.text))
  }

  private func read(_ text: String) throws -> Configuration {
    let reading = Configuration.read(bytes: Array(text.utf8))
    #expect(reading.findings.filter { $0.severity == .error } == [])
    return try #require(reading.configuration)
  }
}
