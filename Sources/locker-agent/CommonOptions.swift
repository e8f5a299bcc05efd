import ArgumentParser
import Configuration
import LocalAPI

/// The options of every command.
struct CommonOptions: ParsableArguments {
  @Option(name: .long, help: "The configuration file.")
  var config = Configuration.standardPath

  @Flag(name: .long, help: "Print versioned JSON, one line.")
  var json = false

  /// The configuration, or its findings on standard error and exit code 78. Warnings are `check`'s business.
  func configuration() throws -> Configuration {
    let reading = Configuration.read(path: config)
    guard let configuration = reading.configuration else {
      for finding in reading.findings where finding.severity == .error {
        Screen.error(finding.rendered(file: config))
      }
      throw Status.configuration
    }
    return configuration
  }

  /// The daemon's API, where the configuration says that it is. `timeout`: how long an answer may take.
  func client(timeout: Duration = .seconds(30)) throws -> LocalAPIClient {
    LocalAPIClient(socket: try configuration().api.socket, timeout: timeout)
  }
}
