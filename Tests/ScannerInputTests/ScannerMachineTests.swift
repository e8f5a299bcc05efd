import LockerDomain
import SerialLine
import Testing

@testable import ScannerInput

@Suite struct ScannerMachineTests {
  private static let start = BootTime(nanoseconds: 1_000_000_000_000)
  private static let gone = SerialError(code: .gone, port: "/dev/scanner", message: "/dev/scanner went away")

  private func at(_ milliseconds: Int64) -> BootTime {
    BootTime(nanoseconds: Self.start.nanoseconds + milliseconds * 1_000_000)
  }

  private func machine(_ format: ScanFormat = ScanFormat()) throws -> ScannerMachine {
    var machine = ScannerMachine(try Labels.settings(format: format), at: at(0))
    #expect(machine.timePassed(at: at(0)) == [.open])
    #expect(machine.portOpened(at: at(0)) == [])
    return machine
  }

  private func labels(_ actions: [ScannerMachine.Action]) -> [String] {
    actions.map { action in
      guard case .report(let scan) = action else { return "\(action)" }
      return scan.label.compartment?.text ?? scan.label.order?.text ?? "-"
    }
  }

  @Test("a reader that says a label again and again has read it once")
  func repetition() throws {
    var machine = try machine()
    let label = Array("LOC-A1\r".utf8)
    #expect(labels(machine.received(label + label, at: at(0))) == ["A1"])
    for step in 1...5 as ClosedRange<Int64> { #expect(machine.received(label, at: at(step * 900)) == []) }
    #expect(labels(machine.received(Array("LOC-A2\r".utf8), at: at(4600))) == ["A2"])
    #expect(labels(machine.received(label, at: at(4700))) == ["A1"])
    #expect(labels(machine.received(label, at: at(5700))) == ["A1"], "a second later it is a scan of its own")
    #expect(machine.health(at: at(5700)).scans == 4)
    #expect(machine.health(at: at(5700)).lastScanAt == at(5700))
  }

  @Test("a scan without suffix is there after the silence, not before")
  func silence() throws {
    var machine = try machine(ScanFormat(suffix: .none(idleGap: .milliseconds(50))))
    #expect(machine.received(Array("LOC-".utf8), at: at(0)) == [])
    #expect(machine.received(Array("A1".utf8), at: at(40)) == [])
    #expect(machine.wakeAt == at(90))
    #expect(machine.timePassed(at: at(89)) == [])
    #expect(labels(machine.timePassed(at: at(90))) == ["A1"])
    #expect(machine.wakeAt == nil)
  }

  @Test("what can't be read shows until something can")
  func unreadable() throws {
    var machine = try machine()
    #expect(machine.received([0x41, 0x1B, 0x0D], at: at(0)) == [])
    #expect(machine.health(at: at(0)).unreadable == .control)
    _ = machine.received([0x02, 0x00, 0x01], at: at(100))
    _ = machine.timePassed(at: at(200))
    #expect(machine.health(at: at(200)).unreadable == .control, "a reader's answer to a command is no scan")
    _ = machine.received(Array("LOC-A1\r".utf8), at: at(300))
    #expect(machine.health(at: at(300)).unreadable == nil)
  }

  @Test("what could not be read is forgotten after a quarter of an hour, and with the port")
  func unreadableEnds() throws {
    var machine = try machine()
    _ = machine.received([0x41, 0x1B, 0x0D], at: at(0))
    #expect(machine.health(at: at(899_999)).unreadable == .control)
    #expect(machine.health(at: at(900_000)).unreadable == nil)
    _ = machine.received([0x41, 0x1B, 0x0D], at: at(1_000_000))
    #expect(machine.health(at: at(1_000_000)).unreadable == .control)
    _ = machine.portLost(Self.gone, at: at(1_000_000))
    #expect(machine.health(at: at(1_000_000)).unreadable == nil)
  }

  @Test("a port that is away is tried again, less and less often")
  func away() throws {
    var machine = ScannerMachine(try Labels.settings(), at: at(0))
    var (now, pauses): (Int64, [Int64]) = (0, [])
    for _ in 0..<8 {
      #expect(machine.timePassed(at: at(now)) == [.open])
      #expect(machine.portFailed(Self.gone, at: at(now)) == [])
      let next = try #require(machine.wakeAt)
      #expect(machine.timePassed(at: BootTime(nanoseconds: next.nanoseconds - 1)) == [])
      pauses.append((next.nanoseconds - at(now).nanoseconds) / 1_000_000)
      now += pauses.last ?? 0
    }
    #expect(pauses == [250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
    #expect(!machine.health(at: at(0)).isOpen)
    #expect(machine.health(at: at(0)).since == at(0))
    #expect(machine.health(at: at(0)).error == Self.gone)
  }

  @Test("a port that is pulled is closed at once, and half a scan goes with it")
  func pulled() throws {
    var machine = try machine()
    _ = machine.received(Array("LOC-".utf8), at: at(6000))
    #expect(machine.portLost(Self.gone, at: at(6000)) == [.close])
    #expect(machine.wakeAt == at(6250))
    #expect(machine.timePassed(at: at(6250)) == [.open])
    _ = machine.portOpened(at: at(6250))
    #expect(machine.health(at: at(0)).error == nil)
    #expect(labels(machine.received(Array("LOC-A1\r".utf8), at: at(6300))) == ["A1"])
  }

  @Test("a port that opens and falls away at once is not tried without a pause")
  func flapping() throws {
    var machine = ScannerMachine(try Labels.settings(), at: at(0))
    var now: Int64 = 0
    for _ in 0..<6 {
      #expect(machine.timePassed(at: at(now)) == [.open])
      _ = machine.portOpened(at: at(now))
      _ = machine.portLost(Self.gone, at: at(now))
      now = (try #require(machine.wakeAt).nanoseconds - Self.start.nanoseconds) / 1_000_000
    }
    #expect(now == 250 + 500 + 1000 + 2000 + 4000 + 5000)
  }
}
