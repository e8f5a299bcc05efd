import Glibc

/// The machine on which the configuration is read: what it names may not be there now. That is a warning, never an error,
/// since an adapter may be unplugged and a file may come with the next step of the installation.
package struct Surroundings: Sendable {
  /// The folder of the time zones.
  package var zoneinfo = "/usr/share/zoneinfo"
  /// The folder of the names that stay when adapters move.
  package var serialNames = "/dev/serial/by-id"
  /// The folder of the names that stay with the socket an adapter is in.
  package var serialSockets = "/dev/serial/by-path"
  /// The folder of all ports, as the kernel shows them.
  package var ttys = "/sys/class/tty"

  /// How the names begin that the kernel numbers in the order in which adapters turn up.
  package var movingNames = ["/dev/ttyUSB", "/dev/ttyACM"]

  package init() {}

  func doubtAboutTimeZone(_ name: String) -> String? {
    let path = "\(zoneinfo)/\(name)"
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      return "the time zone `\(name)` is not under \(zoneinfo); correct its name, or install the package tzdata"
    }
    defer { close(file) }
    // RFC 9636, section 3.1: a TZif file begins with its name.
    var magic = [UInt8](repeating: 0, count: 4)
    guard read(file, &magic, 4) == 4, magic == Array("TZif".utf8) else {
      return "\(path) is no time zone file; write a name such as America/New_York"
    }
    return nil
  }

  func doubtAboutCredentials(_ path: String) -> String? {
    doubtAboutSecret(path, named: "a password", line: "one line `username:password`")
  }

  func doubtAboutStoreKey(_ path: String?) -> String? {
    guard let path else {
      return
        "phones, codes and texts stand unencrypted in the store; to have them encrypted name a file with what `openssl rand -hex 32` prints in `store_key_file` (docs/install.md says how systemd hands it over)"
    }
    return doubtAboutSecret(path, named: "a key", line: "what `openssl rand -hex 32` prints")
  }

  private func doubtAboutSecret(_ path: String, named secret: String, line: String) -> String? {
    switch mode(of: path) {
    case .missing where path.hasPrefix("/run/credentials/"):
      "\(path) isn't there now; systemd makes it while the service runs, from LoadCredential= in its unit"
    case .missing:
      "\(path) isn't there; write \(line) into it and make it readable for the service alone (chmod 600)"
    case .found(let mode) where mode & S_IROTH != 0:
      "\(path) holds \(secret) and everybody on this machine can read it; run chmod 600 on it"
    case .found, .hidden: nil
    }
  }

  func doubtAboutCertificates(_ path: String) -> String? {
    mode(of: path) == .missing ? "\(path) isn't there; without it no certificate can be verified" : nil
  }

  /// The agent makes the store's own folder, but not the one above it.
  func doubtAboutStore(_ path: String) -> String? {
    let parts = path.split(separator: "/").dropLast(2)
    let above = "/" + parts.joined(separator: "/")
    return mode(of: above) == .missing ? "\(above) isn't there: the agent can't make the store's folder in it" : nil
  }

  func doubtAboutTextfile(_ path: String) -> String? {
    let folder = "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    return mode(of: folder) == .missing
      ? "\(folder) isn't there; make it, or name the folder that node_exporter reads (--collector.textfile.directory)"
      : nil
  }

  func doubtAboutPort(_ path: String) -> String? {
    if movingNames.contains(where: { path.hasPrefix($0) }) {
      let lasting = doubtAboutAdapter(at: path) == nil ? name(of: path, in: serialNames) : socket(of: path)
      return "\(path) may be another adapter after the next start; write \(lasting)"
    }
    if mode(of: path) == .missing {
      return "\(path) isn't there now; plug the adapter in, or correct the name (ls \(serialNames) \(serialSockets))"
    }
    guard path.hasPrefix("\(serialNames)/"), let doubt = doubtAboutAdapter(at: path) else { return nil }
    return "\(path) may lead to another adapter: \(doubt); write \(socket(of: path))"
  }

  /// Why the name that an adapter has from what it says of itself may not be its alone.
  private func doubtAboutAdapter(at path: String) -> String? {
    guard let adapter = SerialAdapter(of: Self.lastPart(of: device(path)), in: ttys) else { return nil }
    guard let number = adapter.serialNumber else {
      return "this one has no serial number, and the next of its kind would get the same name"
    }
    let others = entries(of: ttys).compactMap { SerialAdapter(of: $0, in: ttys) }
    return others.contains(where: adapter.isTwin)
      ? "two that are plugged in have the same serial number \(number)" : nil
  }

  static func doubtAboutChip(_ name: String) -> String? {
    name.hasPrefix("/dev/gpiochip") || name.hasPrefix("gpiochip")
      ? "\(name) may be another chip after the next start; write the chip's label (`locker-agent gpio` lists them)"
      : nil
  }

  /// The device behind a name, links followed; the name itself where there is none.
  func device(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private func socket(of path: String) -> String {
    name(of: path, in: serialSockets) + ", and leave each adapter in its socket"
  }

  /// What to write in place of `path`: the name in this folder that leads to the same device.
  private func name(of path: String, in folder: String) -> String {
    let wanted = device(path)
    let names = entries(of: folder).sorted().map { "\(folder)/\($0)" }
    return names.first { $0 != path && device($0) == wanted } ?? "its name under \(folder)"
  }

  private func entries(of folder: String) -> [String] {
    guard let folder = opendir(folder) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func lastPart(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private enum Presence: Equatable {
    case found(mode_t)
    case missing
    /// This user may not look; the service may.
    case hidden
  }

  private func mode(of path: String) -> Presence {
    var status = stat()
    guard stat(path, &status) != 0 else { return .found(status.st_mode) }
    let code = errno
    return code == ENOENT || code == ENOTDIR ? .missing : .hidden
  }
}
