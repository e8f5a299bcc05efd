import Agent
import ArgumentParser

@main
struct LockerAgent: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "locker-agent",
    abstract: "Texts customers through Prokeep when their order is behind a closed locker door.",
    discussion: """
      `run` is the daemon. All other commands talk to it over its socket, or straight to the hardware.
      Codes and phone numbers are masked everywhere; --reveal shows them where it is offered, needs the right and is logged.

      Exit codes: 0 done, 64 wrong usage, 65 wrong data, 69 the daemon can't be reached, 70 a bug, 74 sent, but nobody \
      knows what came of it, 75 try later or a second daemon, 77 not permitted, 78 the configuration.
      """,
    version: AgentVersion.text,
    subcommands: [
      RunCommand.self, DemoCommand.self, CheckCommand.self, DoorsCommand.self, DoorCommand.self, OrderCommand.self,
      OutboxCommand.self, SendTestCommand.self, GPIOCommand.self, SerialCommand.self, RecordCommand.self,
      ReplayCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      Screen.flush()
    } catch {
      Screen.flush()
      exit(withError: Failure.exit(for: error))
    }
  }
}
