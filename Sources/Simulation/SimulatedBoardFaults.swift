package import BoardProtocols

/// What goes wrong on a simulated line.
package struct SimulatedBoardFaults: Hashable, Sendable {
  /// The boards' speed: what is sent at another is noise to them. nil: any.
  package var onlyAt: BaudRate?
  /// Comes before each answer.
  package var junk: [UInt8] = []
  /// Answers come in pieces of at most so many bytes.
  package var pieceSize: Int?
  /// The pause between two pieces.
  package var piecePause: Duration = .zero
  /// The adapter hears what it sends.
  package var echoesRequests = false
  /// Sent in place of the next answers, one for each.
  package var wrongAnswers: [[UInt8]] = []

  package init() {}
}
