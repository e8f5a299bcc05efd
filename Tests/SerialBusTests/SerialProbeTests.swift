import BoardProtocols
import SerialLine
import Dispatch
import Simulation
import Synchronization
import Testing

@testable import SerialBus

/// On a real pseudo-terminal with simulated boards at its other end.
@Suite(.timeLimit(.minutes(1)))
struct SerialProbeTests {
  private func probe(
    _ name: BoardProtocol, protocols: [BoardProtocol]? = nil, at addresses: ClosedRange<Int> = 1...1,
    boards: [SimulatedBoard] = [SimulatedBoard(address: 1, locks: 16, map: .waveshare16)],
    timeout: Duration = .milliseconds(300), _ adjust: (SimulatedBoardBus) -> Void = { _ in }
  ) async throws -> ProbeVerdict {
    let line = try SimulatedBoardBus(name, boards: boards, path: freshPath(), baud: nil)
    defer { line.stop() }
    adjust(line)
    let probe = SerialProbe(
      port: line.path, course: ProbeCourse(protocols: protocols, addresses: addresses), timeout: timeout)
    // It blocks its thread, and the tests have few.
    let verdict = try await withCheckedThrowingContinuation { continuation in
      DispatchQueue(label: "probe").async { continuation.resume(with: Result { try probe.run() }) }
    }
    // Whatever was asked: nothing has moved.
    #expect(line.snapshot(of: 1)?.unlocks.allSatisfy { $0 == 0 } == true)
    return verdict
  }

  @Test(arguments: BoardProtocol.allCases)
  func aBoardIsFoundAmongAllProtocols(_ name: BoardProtocol) async throws {
    let verdict = try await probe(name) { $0.setFaults { $0.onlyAt = name.defaultBaud } }
    let best = try #require(verdict.candidates.first)
    #expect(verdict.candidates.count == 1)
    #expect(best.boardProtocol == name && best.baud == name.defaultBaud)
    #expect(best.boards.map(\.address) == [1])
    #expect(best.certainty != .unsure)
    if name == .modbusRTU { #expect(best.boards.map(\.map) == [.waveshare16]) }
  }

  @Test(arguments: [BoardProtocol.kerongCU3x, .modbusRTU])
  func aBoardAtAnotherSpeedIsFound(_ name: BoardProtocol) async throws {
    let verdict = try await probe(name, protocols: [name], timeout: .milliseconds(150)) {
      $0.setFaults { $0.onlyAt = .b57600 }
    }
    #expect(verdict.candidates.map(\.baud) == [.b57600])
  }

  @Test func boardsBehindAnAdapterThatHearsItselfAreFound() async throws {
    let boards = [1, 3].map { SimulatedBoard(address: $0, locks: 16) }
    let verdict = try await probe(.shuoming8A, protocols: [.shuoming8A], at: 0...3, boards: boards) {
      $0.setFaults { $0.echoesRequests = true }
    }
    #expect(verdict.candidates.first?.boards.map(\.address) == [1, 3])
    #expect(verdict.findings.isEmpty)
  }

  @Test(arguments: BoardProtocol.allCases)
  func twoBoardsOnOneAddressAreNamed(_ name: BoardProtocol) async throws {
    var other = SimulatedBoard(address: 1, locks: 16, map: .waveshare16)
    other.set(lock: 2, isOpen: true)
    let boards = [SimulatedBoard(address: 1, locks: 16, map: .waveshare16), other]
    let verdict = try await probe(name, protocols: [name], boards: boards)
    #expect(verdict.findings.first?.hasPrefix("more than one board has the address 1") == true, "\(verdict)")
  }

  @Test func anAnswerInPiecesIsWhole() async throws {
    let verdict = try await probe(.kerongCU6x, protocols: [.kerongCU6x]) {
      $0.setFaults {
        $0.pieceSize = 5
        $0.piecePause = .milliseconds(20)
      }
    }
    #expect(verdict.candidates.first?.boards == [.init(address: 1, locks: 48, map: nil)])
  }

  @Test func aSilentLineIsExplained() async throws {
    let verdict = try await probe(.wkly, protocols: [.wkly], at: 2...2, timeout: .milliseconds(50))
    #expect(verdict.candidates.isEmpty)
    #expect(verdict.findings.first?.hasPrefix("not a byte came back on 1 questions") == true)
  }

  @Test func whatCameBeforeTheQuestionIsNoAnswerToIt() throws {
    let terminal = try PseudoTerminal()
    let course = ProbeCourse(protocols: [.wkly], baud: .b9600, addresses: 1...2)
    let probe = SerialProbe(port: terminal.path, course: course, timeout: .milliseconds(50))
    let verdict = try probe.run { question, _ in
      var board = SimulatedBoard(address: question.address, locks: 16)
      if let late = board.answer(to: question.request, question.boardProtocol) { terminal.write(late) }
    }
    #expect(verdict.candidates.isEmpty)
    #expect(verdict.questions == 2)
  }

  @Test func aPortThatSomebodyHasIsNotTouched() throws {
    let line = try SimulatedBoardBus(
      .wkly, boards: [SimulatedBoard(address: 1, locks: 16)], path: freshPath(), baud: nil)
    defer { line.stop() }
    let holder = try SerialPort(line.path, baud: .b9600, rs485: false)
    let error = #expect(throws: SerialError.self) { try SerialProbe(port: line.path).run() }
    #expect(error?.code == .inUse)
    #expect(line.counters.bytesReceived == 0)
    withExtendedLifetime(holder) {}
  }
}
