package import BoardProtocols

/// One serial port and the boards on it.
package struct BusSettings: Hashable, Sendable {
  package var name: String
  /// A path that stays the same: `/dev/serial/by-id/…`. It is opened by this name every time.
  package var port: String
  package var boardProtocol: BoardProtocol
  package var baud: BaudRate
  /// How often each board is asked.
  package var pollEvery: Duration
  /// How long a board has for its whole answer.
  package var replyTimeout: Duration
  /// The silence between an answer and the next request, and after which an answer of unknown length has ended. A USB
  /// adapter may pause longer than 5 ms inside one.
  package var quietGap: Duration
  /// Ask the port's driver to switch the transmitter on and off (RS-485). Drivers that can't are left as they are.
  package var rs485: Bool
  /// How many equal readings in a row make a door's change count.
  package var agreeingReadings: Int
  package var boards: [BoardSettings]
  /// By itself the bus asks boards what their doors are and sends nothing else: relays that a former run may have left on
  /// stay as they are.
  package var asksOnly = false

  package init(
    name: String, port: String, boardProtocol: BoardProtocol, baud: BaudRate? = nil,
    pollEvery: Duration = .milliseconds(200), replyTimeout: Duration = .milliseconds(500),
    quietGap: Duration = .milliseconds(25), rs485: Bool = false, agreeingReadings: Int? = nil, boards: [BoardSettings]
  ) {
    self.name = name
    self.port = port
    self.boardProtocol = boardProtocol
    self.baud = baud ?? boardProtocol.defaultBaud
    self.pollEvery = pollEvery
    self.replyTimeout = replyTimeout
    self.quietGap = quietGap
    self.rs485 = rs485
    self.agreeingReadings = agreeingReadings ?? boardProtocol.agreeingReadings
    self.boards = boards
  }
}
