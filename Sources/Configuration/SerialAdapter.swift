import Glibc

/// A USB serial adapter as the kernel shows it below /sys: the device that a tty is on.
struct SerialAdapter: Hashable {
  /// The device's own: one for each adapter, however many ports it has.
  let folder: String
  let vendor: String
  let product: String
  /// Cheap adapters have none, or all the same one.
  let serialNumber: String?

  /// - Parameters:
  ///   - tty: the kernel's name for the port, such as `ttyUSB0`.
  ///   - ttys: the folder of all ports, /sys/class/tty.
  /// - Returns: nil where this port is not on USB, or not there.
  init?(of tty: String, in ttys: String) {
    guard let device = realpath("\(ttys)/\(tty)/device", nil) else { return nil }
    defer { free(device) }
    // The port is inside an interface, and that is inside the device.
    var parts = String(cString: device).split(separator: "/")
    while !parts.isEmpty {
      let folder = "/" + parts.joined(separator: "/")
      if let vendor = Self.line(of: "\(folder)/idVendor"), let product = Self.line(of: "\(folder)/idProduct") {
        self.folder = folder
        self.vendor = vendor
        self.product = product
        serialNumber = Self.line(of: "\(folder)/serial")
        return
      }
      parts.removeLast()
    }
    return nil
  }

  /// Nothing that it says of itself tells this one from another.
  func isTwin(of other: SerialAdapter) -> Bool {
    folder != other.folder && vendor == other.vendor && product == other.product && serialNumber == other.serialNumber
  }

  /// What a file of one line says; nil where there is none, or nothing in it.
  private static func line(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // A descriptor's string has at most 126 characters (USB 2.0, section 9.6.7), in UTF-8 up to three times as long.
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = read(file, &bytes, bytes.count)
    let line = bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
