import ArgumentParser
import BoardProtocols

struct SerialCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serial",
    abstract:
      "Serial ports: ask a lock controller, listen, find out who is there, explain a frame, see what a scanner reads.",
    subcommands: [
      SerialQueryCommand.self, SerialWatchCommand.self, SerialProbeCommand.self, SerialDecodeCommand.self,
      SerialScanCommand.self,
    ])
}

/// Which protocol and speed a port is used with.
struct LineOptions: ParsableArguments {
  @Option(name: .customLong("protocol"), help: "The boards' protocol.")
  var boardProtocol: BoardProtocol

  @Option(name: .long, help: "The speed; the protocol's usual one unless given.")
  var baud: Int?

  var rate: BaudRate? { baud.flatMap(BaudRate.init(rawValue:)) }

  func validate() throws {
    guard baud == nil || rate != nil else {
      throw ValidationError("--baud is one of \(BaudRate.allCases.map { String($0.rawValue) }.joined(separator: ", "))")
    }
  }
}

extension BoardProtocol: ExpressibleByArgument {}
