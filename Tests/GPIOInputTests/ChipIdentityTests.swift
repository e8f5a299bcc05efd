import Testing

@testable import GPIOInput

struct ChipIdentityTests {
  private static let soc = ChipIdentity(path: "/dev/gpiochip0", name: "gpiochip0", label: "pinctrl-bcm2711")
  private static let bank = ChipIdentity(path: "/dev/gpiochip1", name: "gpiochip1", label: "mcp23017")
  private static let twin = ChipIdentity(path: "/dev/gpiochip2", name: "gpiochip2", label: "mcp23017")

  @Test(arguments: ["mcp23017", "gpiochip1", "/dev/gpiochip1"])
  func isFoundByLabelNameOrPath(wanted: String) throws {
    #expect(try ChipIdentity.choose(wanted, remembered: nil, among: [Self.soc, Self.bank]) == Self.bank)
  }

  @Test func nameTellsTwinsApartAndTheirLabelDoesNot() throws {
    let present = [Self.soc, Self.bank, Self.twin]
    #expect(try ChipIdentity.choose("gpiochip2", remembered: nil, among: present) == Self.twin)
    #expect(try ChipIdentity.choose("gpiochip2", remembered: "mcp23017", among: present) == Self.twin)
    let error = #expect(throws: GPIOError.self) {
      try ChipIdentity.choose("mcp23017", remembered: nil, among: present)
    }
    #expect(error?.code == .ambiguousChip)
    #expect(error?.sentence.contains("/dev/gpiochip1, /dev/gpiochip2") == true)
  }

  @Test(arguments: ["gpiochip0", "/dev/gpiochip0"])
  func isFoundAgainUnderAnotherNumber(wanted: String) throws {
    let back = ChipIdentity(path: "/dev/gpiochip3", name: "gpiochip3", label: "mcp23017")
    #expect(try ChipIdentity.choose(wanted, remembered: "mcp23017", among: [Self.soc, back]) == back)
  }

  @Test func anotherChipUnderTheOldNumberIsNotTaken() {
    let error = #expect(throws: GPIOError.self) {
      try ChipIdentity.choose("/dev/gpiochip0", remembered: "mcp23017", among: [Self.soc])
    }
    #expect(error?.sentence.contains("was the chip mcp23017 and now is pinctrl-bcm2711") == true)
  }

  @Test func aMissingOneIsToldWithThosePresent() {
    let error = #expect(throws: GPIOError.self) {
      try ChipIdentity.choose("mcp23O17", remembered: nil, among: [Self.soc])
    }
    #expect(error?.code == .noChip)
    #expect(error?.sentence.contains("There is pinctrl-bcm2711 (/dev/gpiochip0)") == true)
  }
}
