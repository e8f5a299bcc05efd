import Testing

@testable import Configuration

@Suite struct ManyErrorsTests {
  @Test func allErrorsOfAFileAreReportedInItsOrder() {
    let reading = Configuration.read(
      bytes: Array(
        """
        bank: {id: gotham 1, distributer: Gotham, time_zone: Mars/Olympus}
        prokeep:
          url: http://gotham.prokeep.com/rest/v1
          from: +12015550123
          retry_cap_s: "15"
        clock: &c kernel
        clock: trusted
        gpio: [{chip: box, closed: low}]
        compartments:
          - {name: A1, door: {chip: box, line: 3}}
          - {name: A1, door: {chip: bax, line: 3}}
        """.utf8))
    #expect(
      reading.findings.map { $0.rendered(file: "c.yaml") } == [
        "c.yaml:1:12: error: a bank's `id` is made of letters, digits, `.`, `_` and `-`; write it like gotham-1",
        "c.yaml:1:22: error: there is no key `distributer` in `bank`; did you mean `distributor`? (known here: `id`, `distributor`, `account`, `location` and `time_zone`)",
        "c.yaml:1:54: warning: the time zone `Mars/Olympus` is not under /usr/share/zoneinfo; correct its name, or install the package tzdata",
        "c.yaml:3:3: error: `credentials_file` is missing in `prokeep`; write `credentials_file: /run/credentials/locker-agent.service/prokeep`",
        "c.yaml:3:8: error: `url` would send the password readable for everybody on the way; write https://gotham.prokeep.com/rest/v1",
        "c.yaml:4:9: error: this without quotes is a number, and `from` is a text; put it in quotes",
        "c.yaml:5:16: error: the quotes make `retry_cap_s` a text, and a number is wanted; write 15 without quotes",
        "c.yaml:6:8: error: anchors aren't taken; remove `&c` and write the value out wherever it is needed",
        "c.yaml:7:1: error: `clock` stands here twice, first on line 6; keep one of them",
        "c.yaml:11:12: error: a compartment `A1` stands on line 10 already; each has a name of its own",
        "c.yaml:11:29: error: `gpio` describes no chip `bax`; did you mean `box`?",
      ])
  }

  @Test(arguments: ["", "\n", "# nothing yet\n"])
  func anEmptyFileSaysHowToBegin(text: String) {
    let findings = Configuration.read(bytes: Array(text.utf8)).findings
    #expect(
      findings.map { $0.rendered(file: "c") } == ["c:1:1: error: the file holds no configuration; begin with `bank:`"])
  }

  @Test(arguments: ["just text", "[a, b]", "\"quoted\"", "~"])
  func aFileThatIsNoGroupSaysSo(text: String) {
    let findings = Configuration.read(bytes: Array(text.utf8)).findings
    #expect(findings.count == 1)
    #expect(findings.first?.mark == Mark(line: 1, column: 1))
  }

  @Test func bytesThatAreNoTextSayWhere() {
    let findings = Configuration.read(bytes: Array("bank:\n  id: \u{FC}".utf8) + [0xFC, 0x0A]).findings
    #expect(
      findings.map { $0.rendered(file: "c") } == ["c:2:8: error: this isn't UTF-8; save the file as UTF-8 text"])
  }

  /// An entry with an error of its own is no reason to call the doors on it unknown.
  @Test func oneErrorMakesNoOthers() {
    for (old, new) in [
      ("closed: low", "closed: lo"), ("chip: gpio-sim.0-node0, closed", "chip: 7, closed"), ("baud: 19200", "baud: 1"),
      ("name: bus-a", "name: 7"), ("address: 0", "address: 99"), ("locks: 16", "locks: 0"),
      ("protocol: kerong-cu-3x", "protocol: x"), ("names: B2..B16", "names: B2..C"), ("id: gotham-1", "id: 7"),
    ] {
      let findings = Configuration.read(bytes: Array(ExampleConfiguration.with(old, new).utf8)).findings
      #expect(findings.filter { $0.severity == .error }.count == 1, "\(new)")
    }
  }

  /// A number that can't be read is a person's all the same.
  @Test func phoneNumbersAreNotRepeated() {
    for number in ["2015550147", "\"2015550147\"", "\"+1 201 555 0147\"", "[+12015550147]"] {
      let text = ExampleConfiguration.with("pilot_numbers: []", "pilot_numbers: [\(number)]")
      let findings = Configuration.read(bytes: Array(text.utf8)).findings.filter { $0.severity == .error }
      #expect(findings.count == 1)
      #expect(!findings.contains { $0.message.contains("0147") })
    }
  }

  @Test func findingsAreOneLineEach() {
    let text = ExampleConfiguration.with("clock: kernel", "\"a\\nb\\u001b[31m\": 1\nclock: \"ker\\nnel\"")
    let findings = Configuration.read(bytes: Array(text.utf8)).findings.filter { $0.severity == .error }
    #expect(findings.map(\.mark) == [Mark(line: 23, column: 1), Mark(line: 24, column: 8)])
    #expect(findings.allSatisfy { $0.rendered(file: "c").unicodeScalars.allSatisfy { $0.value >= 0x20 } })
  }
}
