import LockerDomain
import Testing

/// Rule 11: pilot sends to listed numbers only, dry-run to nobody.
@Suite struct ModeTests {
  private static let listed: PhoneNumber = "+12015550199"
  private static let other: PhoneNumber = "+12015550111"

  private func ready(_ mode: BankRules.Mode, phone: PhoneNumber = listed) throws -> Scene {
    let scene = Scene(["A1"]) { $0.mode = mode }
    try scene.place("X", in: "A1", phone: phone)
    scene.load("A1")
    scene.wait(10)
    return scene
  }

  @Test("dry-run shows what it would have sent, and the text stays suppressed in live mode")
  func dryRun() throws {
    let scene = try ready(.dryRun)
    #expect(scene.notice("X")?.state == .suppressed(mode: "dry-run"))
    #expect(scene.notice("X")?.text.contains("0042") == true)
    #expect(scene.order("X")?.label == "ready, not texted: dry-run")
    #expect(scene.count(.noticeSuppressed) == 1)
    scene.adopt { $0.mode = .live }
    #expect(!scene.mayLeave)
    scene.restart { $0.mode = .live }
    scene.close("A1")
    #expect(!scene.mayLeave)
    try scene.resend("X")
    #expect(scene.mayLeave, "a person asked for it")
  }

  @Test("pilot", arguments: [(listed, true), (other, false)])
  func pilot(phone: PhoneNumber, isSent: Bool) throws {
    let scene = try ready(.pilot(numbers: [Self.listed]), phone: phone)
    #expect(scene.mayLeave == isSent)
    #expect(scene.notice("X")?.state == (isSent ? .pending : .suppressed(mode: "pilot")))
  }

  @Test("pilot: a corrected phone that is not listed takes the waiting text out")
  func pilotPhoneChanged() throws {
    let scene = try ready(.pilot(numbers: [Self.listed]))
    try scene.place("X", in: "A1", phone: Self.other)
    scene.wait(10)
    #expect(!scene.mayLeave)
    #expect(scene.notice("X")?.state == .suppressed(mode: "pilot"))
    #expect(scene.notice("X")?.to == Self.other)
  }

  @Test("pilot: a listed customer's text outlives the end of the order", arguments: [true, false])
  func pilotAfterTheEnd(byRestart: Bool) throws {
    let scene = Scene(["A1"]) { rules in
      rules.mode = .pilot(numbers: [Self.listed])
      rules.pickupBeforeText = .send
    }
    try scene.place("X", in: "A1", phone: Self.listed)
    scene.load("A1")
    scene.wait(100)
    scene.open("A1")
    scene.close("A1")
    #expect(scene.state("X") == .collected)
    if byRestart {
      scene.restart { rules in
        rules.mode = .pilot(numbers: [Self.listed])
        rules.pickupBeforeText = .send
      }
    } else {
      #expect(scene.attempt(.deferred(reason: "503")) != nil)
    }
    #expect(scene.deliver() != nil)
  }

  @Test("from live to dry-run: what still waits is never sent", arguments: [true, false])
  func switchedOff(byRestart: Bool) throws {
    let scene = try ready(.live)
    if byRestart {
      scene.restart { $0.mode = .dryRun }
      scene.close("A1")
    } else {
      scene.adopt { $0.mode = .dryRun }
    }
    #expect(!scene.mayLeave)
    #expect(scene.notice("X")?.state == .suppressed(mode: "dry-run"))
    #expect(scene.count(.noticeSuppressed) == 1)
    scene.adopt { $0.mode = .live }
    #expect(!scene.mayLeave)
  }

  @Test("from live to pilot: listed numbers keep their text")
  func switchedToPilot() throws {
    let scene = try ready(.live)
    scene.adopt { $0.mode = .pilot(numbers: [Self.listed]) }
    #expect(scene.mayLeave)
    scene.adopt { $0.mode = .pilot(numbers: [Self.other]) }
    #expect(!scene.mayLeave)
  }

  @Test("switched to dry-run during an attempt: its failure is its end")
  func switchedDuringAttempt() throws {
    let scene = try ready(.live)
    let id = try #require(scene.send())
    scene.adopt { $0.mode = .dryRun }
    scene.end(id, .deferred(reason: "503"))
    #expect(scene.notice("X")?.state == .suppressed(mode: "dry-run"))
  }

  @Test("settings that could not be stored were never adopted")
  func reverted() throws {
    let scene = try ready(.live)
    var rules = scene.bank.rules
    rules.mode = .dryRun
    let step = scene.bank.adopt(rules, by: .agent)
    #expect(scene.bank.nextToSend() == nil)
    scene.bank.revert(step)
    #expect(scene.bank.rules.mode == .live)
    #expect(scene.mayLeave)
  }

  @Test("a text that can't be made is dead, says why, and is made when its order is complete")
  func unfilled() throws {
    let template = try NoticeTemplate(text: "{name}: {code}")
    let scene = Scene(["A1"])
    try scene.place("X", in: "A1", name: nil)
    scene.adopt { $0.template = template }
    scene.load("A1")
    #expect(scene.problems == [.notTexted])
    #expect(scene.order("X")?.label.contains("customer NOT texted") == true)
    try scene.place("X", in: "A1", name: "Ada")
    scene.wait(10)
    #expect(scene.deliver() != nil)
    #expect(scene.notice("X")?.text == "Ada: 0042")
  }
}
