import Testing

/// What documents and other programs promise of the systemd unit.
struct UnitFileTests {
  @Test(
    "the unit keeps its promises",
    arguments: [
      "Type=notify", "User=locker-agent", "Restart=always", "RestartPreventExitStatus=64 77 78", "LimitCORE=0",
      "LoadCredential=prokeep:/etc/locker-agent/prokeep.credentials", "StateDirectoryMode=0700",
      "RuntimeDirectoryMode=0750", "DeviceAllow=char-gpiochip rw", "StartLimitIntervalSec=0",
    ])
  func setting(line: String) throws {
    let lines = try Checkout.text(of: "systemd/locker-agent.service").split(separator: "\n").map(String.init)
    #expect(lines.contains(line))
  }

  @Test("the local API sees its callers: in a user namespace all of them would be nobody")
  func callersAreSeen() throws {
    let lines = try Checkout.text(of: "systemd/locker-agent.service").split(separator: "\n")
    #expect(!lines.contains { $0.hasPrefix("PrivateUsers=") })
  }
}
