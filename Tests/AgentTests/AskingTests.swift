import BoardProtocols
import Configuration
import Linux
import Simulation
import Testing

@testable import Agent

/// Recording and learning without a daemon: boards are asked, and a relay is left as it is, whoever switched it.
@Suite(.timeLimit(.minutes(1)))
struct AskingTests {
  private final class Bank {
    let folder: TemporaryFolder
    let boards: SimulatedBoardBus
    let configuration: Configuration

    init() throws {
      folder = try TemporaryFolder(prefix: "locker-agent-test")
      boards = try SimulatedBoardBus(
        .modbusRTU, boards: [SimulatedBoard(address: 1, locks: 8, map: .kc868A8)], path: folder.file("bus-a"), baud: nil
      )
      boards.board(1) { $0.powered = [1, 8] }
      let text = """
        bank: {id: test, distributor: Gotham Electrical, location: 1515 Wayne Ave}
        prokeep: {url: "http://127.0.0.1:1/", from: "+12015550123", credentials_file: \(folder.file("prokeep"))}
        serial:
          - name: bus-a
            port: \(boards.path)
            protocol: modbus-rtu
            poll_ms: 20
            gap_ms: 5
            boards: [{address: 1, locks: 8, closed: 1, map: kc868-a8}]
        compartments:
          - {names: A1..A8, door: {bus: bus-a, board: 1, first_lock: 1}}

        """
      configuration = try #require(Configuration.read(bytes: Array(text.utf8)).configuration)
    }

    deinit { boards.stop() }

    /// Until whoever would switch relays would have: that comes right behind the first answers.
    func isAskedOften() async throws {
      while boards.counters.answers[1, default: 0] < 20 { try await Task.sleep(for: .milliseconds(5)) }
    }
  }

  @Test func recordingSwitchesNothing() async throws {
    let bank = try Bank()
    let recording = try DirectRecording(bank.configuration, bus: nil)
    try recording.start()
    try await bank.isAskedOften()
    recording.stop()
    #expect(bank.boards.snapshot(of: 1)?.powered == [1, 8])
  }

  @Test func learningSwitchesNothing() async throws {
    let bank = try Bank()
    let hardware = try HardwareContacts(bank.configuration)
    try hardware.start()
    try await bank.isAskedOften()
    #expect(hardware.isSettled && hardware.contacts.count == 8)
    hardware.stop()
    #expect(bank.boards.snapshot(of: 1)?.powered == [1, 8])
  }
}
