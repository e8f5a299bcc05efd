import Agent
import ArgumentParser
import Configuration
import LocalAPI

struct SendTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send-test", abstract: "Sends one test text now and explains what Prokeep answers (administrators).",
    discussion: "Through the daemon while it runs, otherwise straight from here. Modes hold: nothing leaves in dry-run."
  )

  @OptionGroup var options: CommonOptions

  @Option(name: .long, help: "The phone in E.164, such as +12015550199.")
  var to: String

  func run() async throws {
    let configuration = try options.configuration()
    let result = try await send(configuration)
    if options.json { try Screen.json(result) } else { Screen.line(result.outcome) }
    if !result.accepted { throw result.status == nil ? Status.tryLater : Status.data }
  }

  private func send(_ configuration: Configuration) async throws -> TestMessageResult {
    do {
      return try await LocalAPIClient(socket: configuration.api.socket).sendTest(TestMessage(to: to))
    } catch let error as LocalAPIError where error.code == .daemonNotReachable {
      return try await TestText(configuration: configuration).send(to: to)
    }
  }
}
