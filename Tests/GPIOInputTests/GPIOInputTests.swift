import LockerDomain
import Testing

@testable import GPIOInput

/// The thread, on whatever this machine has; the kernel tests have real lines.
@Suite(.serialized)
struct GPIOInputTests {
  private static let settings = GPIOSettings(chips: [
    GPIOSettings.Chip(
      chip: "no-such-chip", closed: .low, bias: .pullUp, debounce: .milliseconds(50),
      lines: [
        GPIOSettings.Line(line: .offset(3), compartment: name("A1")),
        GPIOSettings.Line(line: .name("DOOR-A2"), compartment: name("A2")),
      ])
  ])

  private static func name(_ text: String) -> CompartmentName {
    do { return try CompartmentName(text) } catch { preconditionFailure(error.message) }
  }

  @Test(.timeLimit(.minutes(1)))
  func doorsOfAMissingChipAreUnknownOnce() async {
    let (reports, continuation) = AsyncStream.makeStream(of: DoorReport.self)
    let input = GPIOInput(Self.settings) { continuation.yield($0) }
    #expect(throws: Never.self) { try input.start() }
    var seen: [DoorReport] = []
    for await report in reports {
      seen.append(report)
      if seen.count == 2 { break }
    }
    input.stop()
    #expect(seen.map(\.state) == [.unknown, .unknown])
    #expect(seen.map(\.input) == ["no-such-chip line 3", "no-such-chip line DOOR-A2"])
    #expect(seen.allSatisfy { $0.reason?.hasPrefix("No GPIO chip is called no-such-chip.") == true && $0.raw == nil })
    let health = input.health
    #expect(health.problems.map(\.code) == [.noChip])
    #expect(health.chips.first?.path == nil)
    #expect(health.chips.first?.lines.map(\.compartment) == seen.map(\.compartment))
  }

  @Test func stopsWithoutAStartAndTwice() {
    let input = GPIOInput(Self.settings) { _ in }
    input.stop()
    input.stop()
  }

  @Test func pathThatIsNoChip() {
    let error = #expect(throws: GPIOError.self) { try ChipDirectory.open("/dev/null", remembered: nil) }
    #expect(error?.code == .noChip)
    #expect(error?.sentence.contains("/dev/null is no GPIO chip") == true)
  }

  @Test func pathThatIsNotThere() {
    let error = #expect(throws: GPIOError.self) { try ChipDirectory.open("/dev/gpiochip999", remembered: nil) }
    #expect(error?.code == .noChip)
    #expect(error?.sentence.contains("/dev/gpiochip999 isn't there") == true)
  }

  @Test(arguments: [
    ("3", GPIOLineSelector.offset(3)), ("DOOR-A2", .name("DOOR-A2")), ("", .name("")), ("3a", .name("3a")),
  ])
  func lineIsReadFromText(text: String, line: GPIOLineSelector) {
    #expect(GPIOLineSelector(text) == line)
  }

  @Test func libraryTellsItsVersion() {
    #expect(GPIOLibrary.version.hasPrefix(GPIOLibrary.hasKernelDebounce ? "2." : "1."))
  }
}
