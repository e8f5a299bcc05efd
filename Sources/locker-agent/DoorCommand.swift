import ArgumentParser

struct DoorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "door", abstract: "One door, or all of them: what a technician does at the bank.",
    subcommands: [DoorLearnCommand.self])
}
