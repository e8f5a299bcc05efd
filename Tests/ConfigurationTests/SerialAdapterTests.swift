import Linux
import Testing

@testable import Configuration

/// Adapters that can't be told apart by what they say of themselves.
@Suite struct SerialAdapterTests {
  /// A machine with adapters on `ttyUSB0`, `ttyUSB1`, …, each in a socket of its own.
  private final class Machine {
    let folder: TemporaryFolder
    var surroundings = Surroundings()

    /// - Parameter serialNumbers: of each adapter; nil: it has none.
    init(_ serialNumbers: String?...) throws {
      folder = try TemporaryFolder(prefix: "configuration-test")
      for name in ["dev", "by-id", "by-path", "tty", "usb"] { try folder.makeFolder(name) }
      surroundings.serialNames = folder.file("by-id")
      surroundings.serialSockets = folder.file("by-path")
      surroundings.ttys = folder.file("tty")
      surroundings.movingNames = [folder.file("dev/ttyUSB")]
      for (index, number) in serialNumbers.enumerated() {
        let port = "ttyUSB\(index)"
        try folder.write("", to: "dev/\(port)")
        let adapter = "usb/1-\(index + 1)"
        for name in [adapter, "\(adapter)/if", "\(adapter)/if/\(port)", "tty/\(port)"] { try folder.makeFolder(name) }
        try folder.write("1a86\n", to: "\(adapter)/idVendor")
        try folder.write("7523\n", to: "\(adapter)/idProduct")
        if let number { try folder.write("\(number)\n", to: "\(adapter)/serial") }
        _ = try folder.link("tty/\(port)/device", to: folder.file("\(adapter)/if/\(port)"))
        _ = try folder.link("by-path/usb-0:\(index + 1)-port0", to: folder.file("dev/\(port)"))
        // The same socket under the name that newer systems make beside it.
        _ = try folder.link("by-path/usbv2-0:\(index + 1)-port0", to: folder.file("dev/\(port)"))
      }
      try folder.makeFolder("tty/ttyS0")
    }

    func doubt(_ name: String) -> String? {
      surroundings.doubtAboutPort(folder.file(name))?.replacing("\(folder.path)/", with: "")
    }

    func nameByID(_ name: String, _ port: Int) throws {
      _ = try folder.link("by-id/\(name)", to: folder.file("dev/ttyUSB\(port)"))
    }
  }

  @Test func anAdapterWithANumberOfItsOwnKeepsItsName() throws {
    let machine = try Machine("A1B2", "C3D4")
    try machine.nameByID("usb-A1B2", 0)
    #expect(machine.doubt("by-id/usb-A1B2") == nil)
    #expect(
      machine.doubt("dev/ttyUSB0") == "dev/ttyUSB0 may be another adapter after the next start; write by-id/usb-A1B2")
  }

  @Test func anAdapterWithoutANumberIsNamedByItsSocket() throws {
    let machine = try Machine(nil)
    try machine.nameByID("usb-1a86", 0)
    #expect(
      machine.doubt("by-id/usb-1a86") == """
        by-id/usb-1a86 may lead to another adapter: this one has no serial number, and the next of its kind would get the \
        same name; write by-path/usb-0:1-port0, and leave each adapter in its socket
        """)
    #expect(machine.doubt("by-path/usb-0:1-port0") == nil)
  }

  @Test func twinsAreNamedByTheirSockets() throws {
    let machine = try Machine("0001", "0001")
    // One name for both: the last one plugged in has it.
    try machine.nameByID("usb-0001", 1)
    #expect(
      machine.doubt("by-id/usb-0001") == """
        by-id/usb-0001 may lead to another adapter: two that are plugged in have the same serial number 0001; write \
        by-path/usb-0:2-port0, and leave each adapter in its socket
        """)
    #expect(
      machine.doubt("dev/ttyUSB0") == """
        dev/ttyUSB0 may be another adapter after the next start; write by-path/usb-0:1-port0, and leave each adapter in \
        its socket
        """)
  }

  @Test func portsOfOneAdapterAreNoTwins() throws {
    let machine = try Machine("A1B2")
    try machine.folder.write("", to: "dev/ttyUSB1")
    for name in ["usb/1-1/if/ttyUSB1", "tty/ttyUSB1"] { try machine.folder.makeFolder(name) }
    _ = try machine.folder.link("tty/ttyUSB1/device", to: machine.folder.file("usb/1-1/if/ttyUSB1"))
    try machine.nameByID("usb-A1B2-if01", 1)
    #expect(machine.doubt("by-id/usb-A1B2-if01") == nil)
  }
}
