import BoardProtocols
import Linux
import LockerDomain
import SerialLine
import Simulation
import Testing

@testable import ScannerInput

/// The thread and a real pseudo-terminal.
@Suite(.timeLimit(.minutes(1)))
struct ScannerInputTests {
  /// A scanner that listens, and what it reports.
  private final class Listening {
    let folder: TemporaryFolder
    let reader: SimulatedScanner
    let input: ScannerInput
    private var reports: AsyncStream<Scan>.Iterator

    init(_ format: ScanFormat = ScanFormat()) throws {
      folder = try TemporaryFolder(prefix: "locker-agent-scanner")
      reader = try SimulatedScanner(path: folder.file("scanner"))
      let (stream, continuation) = AsyncStream<Scan>.makeStream()
      reports = stream.makeAsyncIterator()
      input = try ScannerInput(try Labels.settings(port: reader.path, format: format)) { continuation.yield($0) }
      try input.start()
    }

    deinit { input.stop() }

    /// What is sent to a port that nobody has opened is lost.
    func isOpen(_ isOpen: Bool = true) async throws {
      while input.health.isOpen != isOpen { try await Task.sleep(for: .milliseconds(5)) }
    }

    func next() async throws -> ScannedLabel? { await reports.next(isolation: #isolation)?.label }
  }

  @Test func reportsLabels() async throws {
    let scanner = try Listening()
    try await scanner.isOpen()
    scanner.reader.scan("LOC-A1")
    #expect(try await scanner.next()?.compartment?.text == "A1")
    scanner.reader.scan("ORD1001", suffix: "\r\n")
    #expect(try await scanner.next()?.order?.text == "1001")
    scanner.reader.scan("LOC-A2", suffix: "\t")
    #expect(try await scanner.next()?.compartment?.text == "A2")
  }

  @Test func aScanWithoutSuffixEndsWithASilence() async throws {
    let scanner = try Listening(ScanFormat(suffix: .none(idleGap: .milliseconds(50))))
    try await scanner.isOpen()
    scanner.reader.scan("LOC-A1", suffix: "")
    #expect(try await scanner.next()?.compartment?.text == "A1")
  }

  @Test func aPulledReaderComesBackAsAnotherDevice() async throws {
    let scanner = try Listening()
    try await scanner.isOpen()
    scanner.reader.unplug()
    try await scanner.isOpen(false)
    #expect(scanner.input.health.error != nil)
    try scanner.reader.plugIn()
    try await scanner.isOpen()
    scanner.reader.scan("LOC-A2")
    #expect(try await scanner.next()?.compartment?.text == "A2")
  }

  @Test func aQuietReaderCostsNoTurns() async throws {
    let scanner = try Listening()
    try await scanner.isOpen()
    scanner.reader.scan("LOC-A1")
    _ = try await scanner.next()
    let turns = scanner.input.turns
    // Another reader comes back, which takes a quarter of a second at least.
    let other = try Listening()
    try await other.isOpen()
    other.reader.unplug()
    try await other.isOpen(false)
    try other.reader.plugIn()
    try await other.isOpen()
    #expect(scanner.input.turns <= turns + 1, "what the scan still had to do")
  }

  @Test func whatIsSeenIsShownAsItCame() async throws {
    let folder = try TemporaryFolder(prefix: "locker-agent-scanner")
    let reader = try SimulatedScanner(path: folder.file("scanner"))
    let watch = try ScannerWatch(try Labels.settings(port: reader.path))
    var seen: [ScanParser.Item] = []
    try watch.run { item in
      seen.append(item)
      if seen.count == 2 { watch.stop() }
    } opened: {
      reader.send([0x1B, 0x0D])
      reader.scan("LOC-A1")
    }
    #expect(seen == [.refused(.control, bytes: [0x1B]), .scan("LOC-A1", bytes: Array("LOC-A1".utf8))])
  }
}
