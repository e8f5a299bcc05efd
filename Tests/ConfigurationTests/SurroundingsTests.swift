import Linux
import Testing

@testable import Configuration

@Suite struct SurroundingsTests {
  @Test func timeZonesAreLookedUp() throws {
    let folder = try TemporaryFolder(prefix: "configuration-test")
    try folder.makeFolder("America")
    try folder.write("TZif2", to: "America/New_York")
    try folder.write("# version", to: "tzdata.zi")
    var surroundings = Surroundings()
    surroundings.zoneinfo = folder.path
    #expect(surroundings.doubtAboutTimeZone("America/New_York") == nil)
    #expect(
      surroundings.doubtAboutTimeZone("America/New_Yrok")
        == "the time zone `America/New_Yrok` is not under \(folder.path); correct its name, or install the package tzdata"
    )
    for name in ["tzdata.zi", "America"] {
      #expect(
        surroundings.doubtAboutTimeZone(name)
          == "\(folder.path)/\(name) is no time zone file; write a name such as America/New_York")
    }
  }

  @Test func theFolderOfTheMetricsIsLookedFor() throws {
    let folder = try TemporaryFolder(prefix: "configuration-test")
    let surroundings = Surroundings()
    #expect(surroundings.doubtAboutTextfile(folder.file("agent.prom")) == nil)
    #expect(surroundings.doubtAboutTextfile("/agent.prom") == nil)
    #expect(
      surroundings.doubtAboutTextfile(folder.file("none/agent.prom"))?.hasPrefix("\(folder.path)/none isn't there")
        == true)
  }

  @Test func credentialsAreToBePrivate() throws {
    let folder = try TemporaryFolder(prefix: "configuration-test")
    let surroundings = Surroundings()
    #expect(try surroundings.doubtAboutCredentials(folder.write("", to: "a", mode: 0o600)) == nil)
    #expect(try surroundings.doubtAboutCredentials(folder.write("", to: "b", mode: 0o640)) == nil)
    #expect(
      try surroundings.doubtAboutCredentials(folder.write("", to: "c", mode: 0o644))
        == "\(folder.path)/c holds a password and everybody on this machine can read it; run chmod 600 on it")
    #expect(
      surroundings.doubtAboutCredentials("\(folder.path)/d")
        == "\(folder.path)/d isn't there; write one line `username:password` into it and make it readable for the service alone (chmod 600)"
    )
    #expect(
      surroundings.doubtAboutCredentials("/run/credentials/no-such.service/prokeep")
        == "/run/credentials/no-such.service/prokeep isn't there now; systemd makes it while the service runs, from LoadCredential= in its unit"
    )
  }

  @Test func storeKeyIsToBePrivate() throws {
    let folder = try TemporaryFolder(prefix: "configuration-test")
    let surroundings = Surroundings()
    #expect(try surroundings.doubtAboutStoreKey(folder.write("", to: "a", mode: 0o600)) == nil)
    #expect(
      try surroundings.doubtAboutStoreKey(folder.write("", to: "b", mode: 0o604))
        == "\(folder.path)/b holds a key and everybody on this machine can read it; run chmod 600 on it")
    #expect(
      surroundings.doubtAboutStoreKey("\(folder.path)/c")
        == "\(folder.path)/c isn't there; write what `openssl rand -hex 32` prints into it and make it readable for the service alone (chmod 600)"
    )
  }

  @Test func aPlainStoreIsSaid() {
    let plain = Configuration.read(bytes: Array(ExampleConfiguration.text.utf8))
    let finding = plain.findings.first { $0.message.contains("unencrypted in the store") }
    #expect(finding?.severity == .warning && finding?.path == "store")
    #expect(plain.configuration?.storeKeyFile == nil)
    let text = ExampleConfiguration.with("api:", "store_key_file: /run/credentials/x/store-key\napi:")
    let sealed = Configuration.read(bytes: Array(text.utf8))
    #expect(sealed.configuration?.storeKeyFile == "/run/credentials/x/store-key")
    #expect(!sealed.findings.contains { $0.message.contains("unencrypted") })
    #expect(sealed.findings.contains { $0.path == "store_key_file" && $0.severity == .warning })
  }

  @Test func portsAreToKeepTheirNames() throws {
    let folder = try TemporaryFolder(prefix: "configuration-test")
    var surroundings = Surroundings()
    surroundings.serialNames = folder.path
    let port = try folder.link("usb-FTDI-port0", to: "/dev/null")
    #expect(surroundings.doubtAboutPort(port) == nil)
    #expect(
      surroundings.doubtAboutPort("\(folder.path)/usb-CH340-port0")
        == "\(folder.path)/usb-CH340-port0 isn't there now; plug the adapter in, or correct the name (ls \(folder.path) /dev/serial/by-path)"
    )
    #expect(
      surroundings.doubtAboutPort("/dev/ttyUSB977")
        == "/dev/ttyUSB977 may be another adapter after the next start; write its name under \(folder.path)")
    let moving = try folder.write("", to: "ttyUSB0")
    let lasting = try folder.link("usb-FTDI-port1", to: moving)
    surroundings.movingNames = ["\(folder.path)/ttyUSB"]
    #expect(
      surroundings.doubtAboutPort(moving)
        == "\(moving) may be another adapter after the next start; write \(lasting)")
  }

  @Test func oneDeviceUnderTwoNamesIsOnePort() throws {
    let folder = try TemporaryFolder(prefix: "configuration-test")
    let first = try folder.link("a", to: "/dev/null")
    let second = try folder.link("b", to: "/dev/null")
    let bus = { (name: String, port: String) in
      "  - {name: \(name), port: \(port), protocol: kerong-cu-3x, boards: [{address: 0, locks: 16, closed: 1}]}\n"
    }
    let text = ExampleConfiguration.with("serial:\n", "serial:\n" + bus("bus-b", first) + bus("bus-c", second))
    let errors = Configuration.read(bytes: Array(text.utf8)).findings.filter { $0.severity == .error }
    #expect(
      errors.map(\.message) == [
        "this port belongs to the bus on line 29 as \(first) already; put all boards of a port under one bus"
      ])
    #expect(errors.map(\.path) == ["serial[1].port"])
  }

  @Test(arguments: [
    (
      "{template: parcelpending}", "{template: apex}", "notices.ready.template",
      "the template `apex` mentions a barcode, but no picture is configured: the customer would get none. Write your own text instead: {text: \"...\"}"
    ),
    (
      "{template: parcelpending}", "{text: \"Scan the QR code. Code: {code}\"}", "notices.ready.text",
      "the text mentions a barcode, but no picture is configured: the customer would get none. Write your own text instead: {text: \"...\"}"
    ),
    (
      "{template: parcelpending}", "{text: Your order is ready.}", "notices.ready.text",
      "the text doesn't say `{code}`: the customer wouldn't know how to open the door"
    ),
    (
      "chip: gpio-sim.0-node0, closed: low",
      "chip: gpio-sim.0-node0, closed: low}\n  - {chip: /dev/gpiochip0, closed: low",
      "gpio[1].chip",
      "/dev/gpiochip0 may be another chip after the next start; write the chip's label (`locker-agent gpio` lists them)"
    ),
    (
      "poll_ms: 200", "poll_ms: 20", "serial[0].poll_ms",
      "`poll_ms` can't be met: asking one board takes at least 33 ms at 19200 baud with a gap of 25 ms; write 33 or more"
    ),
  ])
  func doubtsAreWarnings(old: String, new: String, path: String, message: String) {
    let reading = Configuration.read(bytes: Array(ExampleConfiguration.with(old, new).utf8))
    #expect(reading.configuration != nil)
    #expect(reading.findings.contains { $0.severity == .warning && $0.path == path && $0.message == message })
  }

  @Test func aMachineThatHasEverythingGivesNoWarning() throws {
    let folder = try TemporaryFolder(prefix: "configuration-test")
    var surroundings = Surroundings()
    surroundings.zoneinfo = folder.path
    try folder.makeFolder("America")
    try folder.write("TZif2", to: "America/New_York")
    let credentials = try folder.write("user:password\n", to: "prokeep")
    let key = try folder.write("key", to: "store-key")
    let text = ExampleConfiguration.with("api:", "store_key_file: \(key)\napi:")
      .replacing("/run/credentials/locker-agent.service/prokeep", with: credentials)
      .replacing("/dev/serial/by-id/usb-FTDI_FT232R_A1B2C3-if00-port0", with: "/dev/null")
    #expect(Configuration.read(bytes: Array(text.utf8), surroundings: surroundings).findings == [])
  }
}
