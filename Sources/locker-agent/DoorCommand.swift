import ArgumentParser

struct DoorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "door", abstract: "Opens a door, or learns which contact is which.",
    subcommands: [DoorUnlockCommand.self, DoorLearnCommand.self])
}
