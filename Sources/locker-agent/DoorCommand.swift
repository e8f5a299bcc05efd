import ArgumentParser

struct DoorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "door", abstract: "One door, or all of them: what a person does at the bank.",
    subcommands: [DoorUnlockCommand.self, DoorLearnCommand.self])
}
