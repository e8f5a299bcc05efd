import ArgumentParser
import Captures

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Plays a capture back to an agent of its own and prints its ledger and its texts.",
    discussion: """
      The agent is the real one, on a pseudo-terminal for each bus, with a store that goes with it and a stand-in for \
      Prokeep: nothing leaves this machine, and the bank's own daemon is left alone. Customers, \
      codes, the distributor and the location are placeholders, and the texts have the standard wording. What GPIO contacts did is told to the agent; no GPIO line is used.
      The agent's clock is the capture's: the same capture gives the same output, whatever the speed. Its bank's \
      configuration is in the capture; no other is read.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The capture, as record writes it.")
  var file: String

  @Option(name: .long, help: "How many times faster than it was recorded, or max: without waiting.")
  var speed = ReplaySpeed.times(1)

  @Option(name: .long, help: "Record the replay as well, into this file, to compare the bytes.")
  var record: String?

  func run() async throws {
    let capture = try CaptureFile.read(file)
    let outcome = try await Replay(capture, speed: speed, record: record).run()
    if options.json { return try Screen.json(outcome) }
    outcome.show()
  }
}

/// How fast the clock of a replay runs.
enum ReplaySpeed: ExpressibleByArgument, Hashable, Sendable {
  case times(Double)
  case max

  init?(argument: String) {
    if argument == "max" {
      self = .max
    } else if let factor = Double(argument), factor >= 0.01, factor <= 10_000 {
      self = .times(factor)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .times(let factor): factor == factor.rounded() ? "\(Int(factor))" : "\(factor)"
    case .max: "max"
    }
  }

  /// How long something of this length takes here.
  func real(_ duration: Duration) -> Duration {
    switch self {
    case .times(let factor): duration / factor
    case .max: .zero
    }
  }
}
