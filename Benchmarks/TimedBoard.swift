import BoardProtocols
import Dispatch
import Glibc
import Simulation
import Synchronization

/// A board on a pseudo-terminal that answers at once and notes when it did.
final class TimedBoard: Sendable {
  private struct State {
    var board: SimulatedBoard
    var parser: FrameParser
    /// When each answer with the doors as they are now left, CLOCK_MONOTONIC in nanoseconds.
    var answers: [Int64] = []
  }

  static let boardProtocol = BoardProtocol.kerongCU3x

  private let terminal: PseudoTerminal
  private let state: Mutex<State>
  /// Set up in `init` and cancelled in `deinit`, nothing between.
  private nonisolated(unsafe) let source: any DispatchSourceRead

  /// - Parameter path: a symbolic link that is made there.
  init(locks: Int, path: String) throws {
    let terminal = try PseudoTerminal()
    try terminal.link(as: path)
    self.terminal = terminal
    state = Mutex(
      State(
        board: SimulatedBoard(address: 0, locks: locks), parser: FrameParser(Self.boardProtocol, reader: .board)))
    source = DispatchSource.makeReadSource(
      fileDescriptor: terminal.controller, queue: DispatchQueue(label: "board", qos: .userInitiated))
    source.setEventHandler { [weak self] in self?.exchange() }
    source.resume()
  }

  deinit { source.cancel() }

  func setDoor(lock: Int, isOpen: Bool) {
    state.withLock {
      $0.board.set(lock: lock, isOpen: isOpen)
      $0.answers = []
    }
  }

  /// When the answer left that makes the last change count; nil before.
  var settledAt: Int64? {
    state.withLock { $0.answers.dropFirst(Self.boardProtocol.agreeingReadings - 1).first }
  }

  private func exchange() {
    let bytes = terminal.read()
    state.withLock { state in
      for case .frame(let request) in state.parser.received(bytes) {
        guard let answer = state.board.answer(to: request, Self.boardProtocol) else { continue }
        state.answers.append(MonotonicTime.now)
        terminal.write(answer)
      }
    }
  }
}
