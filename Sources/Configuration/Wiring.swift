package import BoardProtocols
import LockerDomain

/// How a bank is wired: the sections `gpio`, `serial` and `compartments` of a configuration.
package struct Wiring: Hashable, Sendable {
  package var chips: [Configuration.Chip]
  package var buses: [Configuration.Bus]
  package var compartments: [Configuration.Compartment]

  package init(
    chips: [Configuration.Chip] = [], buses: [Configuration.Bus] = [], compartments: [Configuration.Compartment] = []
  ) {
    self.chips = chips
    self.buses = buses
    self.compartments = compartments
  }

  package init(_ configuration: Configuration) {
    self.init(
      chips: configuration.chips, buses: configuration.buses, compartments: configuration.compartments)
  }

  /// As it is written into the file, to be pasted in place of the sections there; reading it gives the same again. Empty
  /// sections are left out, as are keys that have their defaults.
  package var yaml: String {
    var lines: [String] = []
    if !chips.isEmpty { lines += ["gpio:"] + chips.map(Self.line) }
    if !buses.isEmpty { lines += ["serial:"] + buses.flatMap(Self.lines) }
    if !compartments.isEmpty { lines += ["compartments:"] + CompartmentRuns(compartments).lines }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func line(_ chip: Configuration.Chip) -> String {
    var keys = [("chip", YAMLText.written(chip.chip)), ("closed", chip.closed.rawValue)]
    if chip.bias != .asIs { keys.append(("bias", chip.bias.rawValue)) }
    keys.append(("debounce_ms", "\(chip.debounce.inMilliseconds)"))
    return "  - " + YAMLText.group(keys)
  }

  private static func lines(_ bus: Configuration.Bus) -> [String] {
    var keys = [
      ("port", YAMLText.written(bus.port)), ("protocol", bus.boardProtocol.rawValue), ("baud", "\(bus.baud.rawValue)"),
      ("poll_ms", "\(bus.poll.inMilliseconds)"),
    ]
    if bus.replyTimeout != .milliseconds(500) {
      keys.append(("reply_timeout_ms", "\(bus.replyTimeout.inMilliseconds)"))
    }
    if bus.gap != .milliseconds(25) { keys.append(("gap_ms", "\(bus.gap.inMilliseconds)")) }
    if bus.rs485 != .adapter { keys.append(("rs485", bus.rs485.rawValue)) }
    return ["  - name: \(YAMLText.written(bus.name))"] + keys.map { "    \($0): \($1)" } + ["    boards:"]
      + bus.boards.map { "      - " + group($0) }
  }

  private static func group(_ board: Configuration.Board) -> String {
    var keys = [("address", "\(board.address)"), ("locks", "\(board.locks)"), ("closed", "\(board.closed)")]
    if board.sensor != .door { keys.append(("sensor", board.sensor.rawValue)) }
    if let goods = board.goods { keys.append(("goods", "\(goods)")) }
    if let map = board.map { keys.append(("map", map.rawValue)) }
    return YAMLText.group(keys)
  }
}

extension Wiring {
  /// A bus whose boards were found on a line: everything else is as usual.
  ///
  /// - Parameter boards: how many locks each address has; a Modbus board also where its registers are.
  package init(
    bus name: String, port: String, boardProtocol: BoardProtocol, baud: BaudRate, rs485: Configuration.Bus.RS485,
    boards: [(address: Int, locks: Int, map: RegisterMap?)], closed: Int
  ) {
    self.init(buses: [
      Configuration.Bus(
        name: name, port: port, boardProtocol: boardProtocol, baud: baud, poll: .milliseconds(200),
        replyTimeout: .milliseconds(500), gap: .milliseconds(25), rs485: rs485,
        boards: boards.map {
          Configuration.Board(
            address: $0.address, locks: $0.locks, closed: closed, sensor: .door, goods: nil, map: $0.map)
        })
    ])
  }
}
