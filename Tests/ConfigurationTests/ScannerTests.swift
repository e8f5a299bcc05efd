import BoardProtocols
import LockerDomain
import Testing

@testable import Configuration

@Suite struct ScannerTests {
  /// The example with this list of scanners, which begins on line 36.
  private static func example(_ entries: String...) -> String {
    ExampleConfiguration.with(
      "compartments:\n", "scanners:\n\(entries.map { "  - {\($0)}\n" }.joined())compartments:\n")
  }

  private func read(_ text: String) throws -> [Configuration.Scanner] {
    let reading = Configuration.read(bytes: Array(text.utf8))
    return try #require(reading.configuration, "\(reading.findings)").scanners
  }

  @Test("what is left out has its default")
  func defaults() throws {
    let scanner = try #require(try read(Self.example("name: s, port: /dev/ttyS1")).first)
    #expect(
      scanner
        == Configuration.Scanner(
          name: "s", port: "/dev/ttyS1", baud: .b9600, suffix: .any, idleGap: .milliseconds(50), prefix: .none,
          aimID: .keep, encoding: .utf8,
          labels: ScanLabels(
            compartment: try LabelPattern("{compartment}", for: .compartment),
            order: try LabelPattern("{order}", for: .order))))
  }

  @Test("every key")
  func whole() throws {
    let scanner = try #require(
      try read(
        Self.example(
          """
          name: s, port: /dev/ttyS1, baud: 115200, suffix: none, idle_gap_ms: 80, prefix: stx, aim_id: strip,
              encoding: latin-1, compartment_pattern: "LOC-{compartment}", order_pattern: 'ORD{order}'
          """)
      ).first)
    #expect((scanner.baud, scanner.suffix, scanner.idleGap) == (.b115200, .none, .milliseconds(80)))
    #expect((scanner.prefix, scanner.aimID, scanner.encoding) == (.stx, .strip, .latin1))
    #expect(scanner.labels.read("LOC-A1").compartment?.text == "A1")
    #expect(scanner.labels.read("ORD1001").order?.text == "1001")
  }

  @Test("without the section there are none")
  func absent() throws { #expect(try read(ExampleConfiguration.text) == []) }

  private static let known =
    "`name`, `port`, `baud`, `suffix`, `idle_gap_ms`, `prefix`, `aim_id`, `encoding`, `compartment_pattern` and `order_pattern`"

  @Test(
    "what is wrong is named, with its place",
    arguments: [
      (
        "name: s, port: /dev/ttyS1, sufix: cr", 36, 33, "scanners[0].sufix",
        "there is no key `sufix` in `scanners[0]`; did you mean `suffix`? (known here: \(known))"
      ),
      ("name: s", 36, 5, "scanners[0].port", "`port` is missing in `scanners[0]`; write `port: /dev/serial/by-id/...`"),
      (
        "name: s, port: /dev/ttyS1, suffix: crlf, idle_gap_ms: 50", 36, 60, "scanners[0].idle_gap_ms",
        "`idle_gap_ms` ends the scans of a reader without suffix; write `suffix: none`, or remove it"
      ),
      (
        "name: s, port: /dev/ttyS1, suffix: enter", 36, 41, "scanners[0].suffix",
        "`suffix` can't be `enter`; write `any`, `cr`, `lf`, `crlf`, `tab` or `none`"
      ),
      (
        #"name: s, port: /dev/ttyS1, order_pattern: "ORD{number}""#, 36, 52, "scanners[0].order_pattern",
        "`{number}` is no placeholder of this pattern; write {order}"
      ),
      (
        #"name: s, port: /dev/ttyS1, order_pattern: "ORD""#, 36, 49, "scanners[0].order_pattern",
        "the pattern doesn't say where the name stands; write it like LABEL-{order}"
      ),
      (
        #"name: s, port: /dev/ttyS1, compartment_pattern: "LOC-{compartment""#, 36, 59,
        "scanners[0].compartment_pattern", "this `{` has no `}`; write {compartment}"
      ),
      (
        "name: s, port: /dev/ttyS1, compartment_pattern: {compartment: x}", 36, 54, "scanners[0].compartment_pattern",
        "the braces make `compartment_pattern` a group of keys; put it in quotes: \"{compartment}\""
      ),
      (
        "name: s, port: /dev/serial/by-id/usb-FTDI_FT232R_A1B2C3-if00-port0", 36, 21, "scanners[0].port",
        "this port belongs to the bus on line 30 already; one port takes one device"
      ),
    ] as [(String, Int, Int, String, String)])
  func broken(entry: String, line: Int, column: Int, path: String, message: String) {
    let reading = Configuration.read(bytes: Array(Self.example(entry).utf8))
    #expect(
      reading.findings.filter { $0.severity == .error } == [
        Finding(severity: .error, mark: Mark(line: line, column: column), path: path, message: message)
      ])
  }

  @Test("two scanners have two names and two ports")
  func doubles() {
    let reading = Configuration.read(
      bytes: Array(Self.example("name: s, port: /dev/ttyS1", "name: s, port: /dev/ttyS1").utf8))
    #expect(
      reading.findings.filter { $0.severity == .error }.map(\.message) == [
        "the scanner `s` is described already on line 36; give this one a name of its own",
        "this port belongs to the scanner on line 36 already; one port takes one device",
      ])
  }
}
