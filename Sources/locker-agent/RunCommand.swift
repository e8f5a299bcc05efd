import Agent
import ArgumentParser
import Linux
import Logging

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "The daemon: watches the doors and sends the texts. Ends with SIGTERM or SIGINT.",
    discussion: "One agent has a store; a second one ends with exit code 75. Log lines go to standard error.")

  @OptionGroup var options: CommonOptions

  @Option(name: .long, help: "The least important log lines to write: debug, info, notice, warning, error.")
  var logLevel = "info"

  @Flag(name: .long, help: "Go on with a store that was made on another machine, whose agent is stopped for good.")
  var adoptStore = false

  func validate() throws {
    guard Logger.Level(rawValue: logLevel) != nil else {
      throw ValidationError("--log-level is one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
    }
  }

  func run() async throws {
    CoreFile.forbid()
    let configuration = try options.configuration()
    let manager = ServiceManager.fromEnvironment()
    LoggingSystem.bootstrap(JournalLog.init)
    var logger = Logger(label: "locker-agent")
    logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
    let daemon = try Daemon(
      configuration, path: options.config, manager: manager, adoptsStore: adoptStore, logger: logger)
    try await daemon.run()
  }
}
