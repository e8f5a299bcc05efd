import Agent
import ArgumentParser
import Configuration
import LocalAPI

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads the configuration and says what is wrong with it: line, column, what to write.",
    discussion: "Exit code 0 with at most warnings, 78 with errors. Changes nothing and needs no daemon.")

  @OptionGroup var options: CommonOptions

  func run() async throws {
    let reading = Configuration.read(path: options.config)
    if options.json {
      try Screen.json(CheckResult(reading))
    } else {
      for finding in reading.findings { Screen.line(finding.rendered(file: options.config)) }
      if let configuration = reading.configuration { Screen.line(Self.summary(configuration, options.config)) }
    }
    if reading.configuration == nil { throw Status.configuration }
  }

  private static func summary(_ configuration: Configuration, _ file: String) -> String {
    let doors = count(configuration.compartments.count, "compartment", "compartments")
    let chips = count(configuration.chips.count, "GPIO chip", "GPIO chips")
    let buses = count(configuration.buses.count, "serial bus", "serial buses")
    let scanners =
      configuration.scanners.isEmpty ? "" : ", " + count(configuration.scanners.count, "scanner", "scanners")
    return "\(file): bank \(configuration.bank.id) can start: \(doors), \(chips), \(buses)\(scanners)"
  }

  private static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }
}

/// `check --json`.
struct CheckResult: Encodable {
  var valid: Bool
  var findings: [ConfigurationFinding]

  init(_ reading: ConfigurationReading) {
    valid = reading.configuration != nil
    findings = reading.findings.map(ConfigurationFinding.init)
  }
}
