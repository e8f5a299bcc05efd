import Agent
import ArgumentParser
import BoardProtocols
import Configuration
import LockerDomain
import ScannerInput
import SerialLine

struct SerialScanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Shows what a barcode reader sends and what its labels mean; assigns nothing. Until Ctrl-C.",
    discussion: "It takes the port for itself: stop the daemon first.")

  @OptionGroup var options: CommonOptions

  @Argument(help: "The scanner's name in the configuration.")
  var name: String

  func run() async throws {
    let configuration = try options.configuration()
    let scanners = configuration.scannerSettings
    guard let settings = scanners.first(where: { $0.name == name }) else {
      let known = scanners.map(\.name).joined(separator: ", ")
      throw ValidationError(
        known.isEmpty ? "the configuration has no scanners" : "there is no scanner \(name); there are \(known)")
    }
    let compartments = Set(configuration.compartments.map(\.name))
    try ScannerWatch(settings).run { item in
      let line = ScanLine(item, settings.labels, among: compartments)
      if options.json { try? Screen.json(line) } else { Screen.line(line.text) }
      Screen.flush()
    } opened: {
      Screen.error("listening to \(settings.port) at \(settings.baud.rawValue) baud: scan a label")
    }
  }
}

/// What a reader sent, and what the agent makes of it.
private struct ScanLine: Encodable {
  private enum CodingKeys: String, CodingKey { case hex, label, meaning }

  let hex: String
  /// Nil when it could not be read.
  let label: String?
  let meaning: String

  init(_ item: ScanParser.Item, _ labels: ScanLabels, among compartments: Set<CompartmentName>) {
    switch item {
    case .refused(let reason, let bytes):
      hex = Hex.text(bytes)
      label = nil
      meaning = "not taken: \(reason.sentence)"
    case .scan(let text, let bytes):
      hex = Hex.text(bytes)
      label = text
      meaning =
        switch labels.read(text).reading(among: compartments) {
        case .compartment(let name): "compartment \(name)"
        case .order(let number, _): "order \(number)"
        case .strangeCompartment(let name): "compartment \(name), which this bank does not have"
        case .nothing: "neither a compartment nor an order"
        }
    }
  }

  var text: String { "\(hex)  \(label.map { "\"\($0)\": " } ?? "")\(meaning)" }
}
