package import BoardProtocols
import Glibc
import Linux
import Synchronization

/// A bank of simulated boards on a real pseudo-terminal, speaking their protocol byte for byte.
///
/// It answers on a thread of its own. What is set from other threads holds from the next request on.
package final class SimulatedBoardBus: Sendable {
  /// What went over the line so far.
  package struct Counters: Hashable, Sendable {
    /// By address; 0 and above for boards, `nil` for requests to all.
    package var requests: [Int?: Int] = [:]
    package var answers: [Int: Int] = [:]
    package var bytesReceived = 0
  }

  private struct State {
    var boards: [SimulatedBoard]
    var faults = SimulatedBoardFaults()
    var counters = Counters()
    var terminal: PseudoTerminal?
    var line: SimulatedBoardLine
    var isStopping = false

    /// Without an adapter there is no line that it could be on.
    mutating func tell(_ bytes: [UInt8]) {
      guard terminal != nil else { return }
      line.send(bytes, faults: SimulatedBoardFaults(), at: SimulatedBoardBus.now)
    }
  }

  package let boardProtocol: BoardProtocol
  /// The path to give to a program as its port; it stays the same over `unplug` and `plugIn`.
  package let path: String

  private let state: Mutex<State>
  private let wakeUp: WakeUp
  private let thread = Mutex<NamedThread?>(nil)

  /// - Parameters:
  ///   - path: a symbolic link that is made there.
  ///   - baud: what the bytes of requests and answers are paced at; nil: all at once.
  ///   - answerDelay: what a board takes from the end of a request to the start of its answer.
  package init(
    _ boardProtocol: BoardProtocol, boards: [SimulatedBoard], path: String, baud: BaudRate?,
    answerDelay: Duration = .zero
  ) throws(PseudoTerminal.Failure) {
    self.boardProtocol = boardProtocol
    self.path = path
    let terminal = try PseudoTerminal()
    try terminal.link(as: path)
    do throws(Errno) { wakeUp = try WakeUp() } catch {
      throw PseudoTerminal.Failure(message: "no eventfd could be made", errno: error.number)
    }
    let line = SimulatedBoardLine(boardProtocol, baud: baud, answerDelay: answerDelay)
    state = Mutex(State(boards: boards, terminal: terminal, line: line))
    try start()
  }

  /// Ends the thread and hangs up. The bus lives until then.
  package func stop() {
    change { $0.isStopping = true }
    if let running = thread.withLock({ $0.take() }) { running.join() }
    unlink(path)
  }

  package func setDoor(board address: Int, lock: Int, isOpen: Bool) {
    board(address) { $0.set(lock: lock, isOpen: isOpen) }
  }

  /// The same, told at once by firmware that does so (`shuoming-8a` and `wkly` only).
  package func setDoorAndTell(board address: Int, lock: Int, isOpen: Bool) {
    board(address) { $0.set(lock: lock, isOpen: isOpen) }
    change { state in
      let board = state.boards.first { $0.address == address }
      guard let told = board?.doorChange(lock, boardProtocol) else {
        preconditionFailure("\(boardProtocol.rawValue) boards tell of no door")
      }
      state.tell(told)
    }
  }

  /// What a board looks like now.
  package func snapshot(of address: Int) -> SimulatedBoard? {
    state.withLock { $0.boards.first { $0.address == address } }
  }

  /// Anything else of a board: silence, raw bits, goods.
  package func board(_ address: Int, _ body: (inout SimulatedBoard) -> Void) {
    change { state in
      guard let index = state.boards.firstIndex(where: { $0.address == address }) else {
        preconditionFailure("there is no simulated board \(address)")
      }
      body(&state.boards[index])
    }
  }

  package func setFaults(_ body: (inout SimulatedBoardFaults) -> Void) { change { body(&$0.faults) } }

  /// Sends bytes that nobody asked for, behind what is on its way.
  package func inject(_ bytes: [UInt8]) { change { $0.tell(bytes) } }

  package var counters: Counters { state.withLock { $0.counters } }

  /// Hangs up and takes the name away, as when the adapter is pulled out.
  package func unplug() {
    unlink(path)
    change { state in
      state.terminal = nil
      state.line.cut()
    }
  }

  /// The adapter is back: another device behind the same name.
  package func plugIn() throws(PseudoTerminal.Failure) {
    let terminal = try PseudoTerminal()
    change { $0.terminal = terminal }
    try terminal.link(as: path)
  }

  private func change(_ body: (inout State) -> Void) {
    state.withLock { body(&$0) }
    wakeUp.send()
  }

  private func start() throws(PseudoTerminal.Failure) {
    do throws(Errno) {
      try thread.withLock { thread throws(Errno) in
        thread = try NamedThread("boards") { self.run() }
      }
    } catch {
      throw PseudoTerminal.Failure(message: "no thread could be started", errno: error.number)
    }
  }

  private static var now: Duration { .nanoseconds(KernelClock.boot.nanoseconds) }

  private func run() {
    while true {
      let (terminal, next, isStopping) = state.withLock { ($0.terminal, $0.line.nextDue, $0.isStopping) }
      if isStopping { break }
      _ = Poll.input(
        from: [wakeUp.descriptor, terminal?.controller ?? -1], timeout: next.map { $0 - Self.now })
      wakeUp.clear()
      if let terminal { exchange(terminal) }
    }
    state.withLock { $0.terminal = nil }
  }

  /// Takes what came and sends what is due.
  private func exchange(_ terminal: PseudoTerminal) {
    let received = terminal.read()
    let due = state.withLock { state -> [[UInt8]] in
      // It was pulled out meanwhile.
      guard state.terminal === terminal else { return [] }
      let now = Self.now
      state.counters.bytesReceived += received.count
      if let baud = state.faults.onlyAt, !terminal.runs(at: baud) { return state.line.due(at: now) }
      for request in state.line.received(received, isEchoed: state.faults.echoesRequests, at: now) {
        state.counters.requests[request.address, default: 0] += 1
        for index in state.boards.indices {
          guard var answer = state.boards[index].answer(to: request, boardProtocol) else { continue }
          state.counters.answers[state.boards[index].address, default: 0] += 1
          if !state.faults.wrongAnswers.isEmpty { answer = state.faults.wrongAnswers.removeFirst() }
          state.line.answer(answer, faults: state.faults, at: now)
        }
      }
      return state.line.due(at: now)
    }
    for piece in due { terminal.write(piece) }
  }
}
