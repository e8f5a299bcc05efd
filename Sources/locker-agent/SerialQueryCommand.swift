import ArgumentParser
import BoardProtocols
import Configuration
import LocalAPI
import LockerDomain
import SerialBus
import SerialLine

struct SerialQueryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Asks one board for the state of its locks; unlocks and sets nothing.",
    discussion: "While the daemon has the port, its last reading of that board is shown instead.")

  @OptionGroup var options: CommonOptions
  @OptionGroup var line: LineOptions

  @Argument(help: "The port, such as /dev/serial/by-id/...")
  var port: String

  @Option(name: .long, help: "The board's address.")
  var address: Int

  @Option(name: .long, help: "Where a modbus-rtu board keeps its inputs, as in the configuration.")
  var map: RegisterMap?

  @Flag(name: .long, help: "Let the port's driver switch the RS-485 transmitter.")
  var rs485 = false

  func validate() throws {
    let addresses = line.boardProtocol.addresses
    guard addresses.contains(address) else {
      throw ValidationError(
        "--address is between \(addresses.lowerBound) and \(addresses.upperBound) for \(line.boardProtocol.rawValue)")
    }
    switch (line.boardProtocol, map) {
    case (.modbusRTU, nil):
      throw ValidationError(
        "modbus-rtu boards differ in where their inputs are: give --map, one of \(RegisterMap.allCases.map(\.rawValue).joined(separator: ", "))"
      )
    case (.modbusRTU, .some), (_, nil): break
    case (_, .some): throw ValidationError("--map belongs to modbus-rtu, not to \(line.boardProtocol.rawValue)")
    }
  }

  func run() async throws {
    let query = SerialQuery(
      port: port, boardProtocol: line.boardProtocol, baud: line.rate, address: address, map: map, rs485: rs485)
    let outcome = Result { () throws(SerialError) in try query.run() }
    switch outcome {
    case .success(let outcome): try show(outcome, of: query)
    case .failure(let error):
      guard error.code == .inUse, let owner = await DaemonPort.find(port, options) else { throw error }
      try await owner.show(address, options)
    }
  }

  private func show(_ outcome: SerialQuery.Outcome, of query: SerialQuery) throws {
    switch outcome {
    case .answered(let frame, let after):
      if options.json { return try Screen.json(DecodedFrame(frame, line.boardProtocol)) }
      Screen.line("sent      \(Hex.text(query.request.bytes))")
      Screen.line("received  \(Hex.text(frame.bytes))  after \(after.inMilliseconds) ms")
      Screen.line(frame.meaning)
    case .silent(let received, let explanation):
      if options.json {
        try Screen.json(UndecodedFrame(error: explanation))
      } else {
        Screen.line("sent      \(Hex.text(query.request.bytes))")
        if !received.isEmpty { Screen.line("received  \(Hex.text(received))") }
        Screen.error(explanation)
      }
      throw Status.data
    }
  }
}

extension RegisterMap: ExpressibleByArgument {}
