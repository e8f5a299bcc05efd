import Glibc
import Testing

@testable import GPIOInput

/// Every sentence says what failed and what to do.
struct GPIOErrorTests {
  @Test func missingLineNamesTheOnesThereAre() {
    let error = GPIOError.noLine(.name("DOOR-A9"), chip: "bank", lineCount: 16, names: ["DOOR-A1", "DOOR-A2"])
    #expect(
      error.sentence == "The GPIO chip bank has no line DOOR-A9. Its named lines are DOOR-A1, DOOR-A2.")
  }

  @Test func missingLineWithoutAnyNames() {
    let error = GPIOError.noLine(.name("DOOR-A9"), chip: "bank", lineCount: 16, names: [])
    #expect(error.sentence.hasSuffix("None of its 16 lines has a name: write the line's number."))
  }

  @Test func offsetOutOfRange() {
    let error = GPIOError.noLine(.offset(40), chip: "bank", lineCount: 32, names: [])
    #expect(error.sentence == "The GPIO chip bank has no line 40. Its lines are 0 to 31.")
    #expect(error.line == "40")
  }

  @Test func longListsAreCutShort() {
    let names = (1...20).map { "DOOR-\($0)" }
    let error = GPIOError.noLine(.name("X"), chip: "bank", lineCount: 20, names: names)
    #expect(error.sentence.hasSuffix("DOOR-12 and 8 more."))
  }

  @Test func permissionDeniedSaysHowToGetIt() {
    // It belongs to root, as a chip does before its udev rule.
    let error = GPIOError.cannotOpen("/dev/mem", wanted: "bank", errno: EACCES)
    #expect(error.code == .notPermitted)
    #expect(error.errno == EACCES)
    #expect(error.sentence.contains("install locker-agent's udev rules"))
  }

  @Test func permissionDeniedNamesTheGroupOfTheDevice() throws {
    // A terminal's device belongs to a group on every Debian, as a chip does after its udev rule.
    let group = try #require(getgrnam("tty"))
    #expect(String(cString: group.pointee.gr_name) == "tty")
    let error = GPIOError.cannotOpen("/dev/tty", wanted: "bank", errno: EACCES)
    var status = stat()
    try #require(stat("/dev/tty", &status) == 0)
    #expect(error.sentence.contains("usermod -aG tty USER") == (status.st_gid == group.pointee.gr_gid))
  }
}
