import BoardProtocols
import Glibc
import Linux
import Simulation
import Testing

/// `serial probe`, as a technician sees it.
@Suite(.timeLimit(.minutes(1)))
struct SerialProbeCommandTests {
  private func probe(_ bench: Bench, _ arguments: String...) async throws -> Program.Ended {
    try await bench.run(["serial", "probe", bench.boards.path] + arguments)
  }

  @Test("a board is found, and what is printed can be pasted")
  func finds() async throws {
    let bench = try await Bench(.shuoming8A)
    let ended = try await probe(bench, "--protocol", "shuoming-8a", "--timeout-ms", "200")
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.hasPrefix("sure: shuoming-8a at 9600 baud, address 1 (24 locks)\n"), "\(ended.output)")
    #expect(ended.errors.contains("asking shuoming-8a boards at 9600 baud"), "\(ended.errors)")
    let yaml = try #require(ended.output.firstRange(of: "serial:"))
    try bench.folder.write(
      """
      bank: {id: bench, distributor: Gotham Electrical, location: here}
      prokeep: {url: \(bench.standIn.url), from: "+12015550123", credentials_file: \(bench.folder.file("prokeep"))}
      \(ended.output[yaml.lowerBound...])
      compartments:
        - {names: A1..A16, door: {bus: bus-a, board: 1, first_lock: 1}}

      """, to: "found.yaml")
    let check = try await bench.run(["check"], config: "found.yaml")
    #expect(check.code == 0, "\(check.output)")
  }

  @Test("nobody answers: what to check")
  func silence() async throws {
    let bench = try await Bench(.wkly)
    bench.boards.board(bench.address) { $0.isSilent = true }
    let ended = try await probe(bench, "--protocol", "wkly", "--timeout-ms", "50")
    #expect(ended.code == 65)
    #expect(ended.output.contains("check: not a byte came back on 4 questions"), "\(ended.output)")
  }

  @Test("a port that the daemon has is left alone, and it is said how to free it")
  func taken() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let ended = try await probe(bench)
    #expect(ended.code == 75)
    #expect(
      ended.errors.contains("the agent has this port as bus bus-a: systemctl stop locker-agent"), "\(ended.errors)")
    #expect(daemon.pid > 0)
  }

  @Test("addresses are checked", arguments: ["x", "3..1", "0..300", ""])
  func addresses(text: String) async throws {
    let bench = try await Bench()
    #expect(try await probe(bench, "--addresses", text).code == 64)
  }
}
