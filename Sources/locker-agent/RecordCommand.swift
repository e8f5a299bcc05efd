import Agent
import ArgumentParser
import Configuration
import LocalAPI

struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Records what goes over the buses and happens at doors and orders, until Ctrl-C (administrators).",
    discussion: """
      Through the daemon while it runs. Otherwise straight from the ports and contacts of the configuration: the boards are \
      asked for their state as the daemon would ask them, and nothing is unlocked or sent.
      The file is text, one line an event. Codes, phone numbers, names and order numbers are left out of it. `replay` plays \
      it back to an agent of its own.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The file to write.")
  var file: String

  @Option(name: .long, help: "Only this bus, with its doors.")
  var bus: String?

  @Option(name: .customLong("for"), help: "End by itself after so many seconds.")
  var seconds: Double?

  @Option(name: .long, help: "What is done or goes wrong meanwhile, for whoever reads the file; say it again for more.")
  var note: [String] = []

  @Flag(name: .long, help: "Replace a file that is there already.")
  var force = false

  func validate() throws {
    guard seconds.map({ $0 > 0 && $0 <= 604_800 }) ?? true else {
      throw ValidationError("--for is more than 0 and at most 604800 seconds, a week")
    }
  }

  func run() async throws {
    let configuration = try options.configuration()
    let recorder = Recorder(
      file: file, force: force, notes: note, limit: seconds.map { .seconds($0) }, asJSON: options.json)
    guard try await isDaemonThere(configuration) else { return try await recordDirectly(configuration, recorder) }
    let client = LocalAPIClient(socket: configuration.api.socket)
    let result = try await recorder.record("through the daemon") { [bus] output in
      try await client.withRecording(bus: bus) { lines in
        for try await line in lines { try output.write(line.line) }
      }
    }
    try recorder.show(result)
    if result.end == .source {
      Screen.error("the daemon has ended; what it did until then is in \(file)")
      throw Status.unavailable
    }
  }

  private func recordDirectly(_ configuration: Configuration, _ recorder: Recorder) async throws {
    let direct = try DirectRecording(configuration, bus: bus)
    try direct.start()
    defer { direct.stop() }
    let result = try await recorder.record("from the ports and contacts themselves: no daemon runs") { output in
      for await line in direct.lines { try output.write(line.line) }
    }
    try recorder.show(result)
    for trouble in direct.troubles { Screen.error(trouble) }
  }

  private func isDaemonThere(_ configuration: Configuration) async throws -> Bool {
    do {
      _ = try await LocalAPIClient(socket: configuration.api.socket).health()
      return true
    } catch let error as LocalAPIError where error.code == .daemonNotReachable {
      return false
    }
  }
}
