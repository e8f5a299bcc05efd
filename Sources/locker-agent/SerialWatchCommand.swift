import ArgumentParser
import Configuration
import LocalAPI
import LockerDomain
import SerialBus
import SerialLine

struct SerialWatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Listens to a line and explains every frame; sends nothing. Until Ctrl-C.",
    discussion: "While the daemon has the port, what it sends and hears is shown instead.")

  @OptionGroup var options: CommonOptions
  @OptionGroup var line: LineOptions

  @Argument(help: "The port, such as /dev/serial/by-id/...")
  var port: String

  func run() async throws {
    let watch = try SerialWatch(port: port, boardProtocol: line.boardProtocol, baud: line.rate)
    let outcome = Result { () throws(SerialError) in
      try watch.run { entry in
        let direction: BusTrace.Entry.Direction = entry.direction == .junk ? .junk : .received
        let view = BusTrace.Entry(
          bootMilliseconds: entry.at.milliseconds, direction: direction, hex: entry.hex,
          meaning: entry.meaning.isEmpty ? nil : entry.meaning)
        if options.json { try? Screen.json(view) } else { Screen.line(view.text) }
        Screen.flush()
      }
    }
    guard case .failure(let error) = outcome else { return }
    guard error.code == .inUse, let owner = await DaemonPort.find(port, options) else { throw error }
    try await owner.follow(options)
  }
}
