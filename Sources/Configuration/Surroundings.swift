import Glibc

/// The machine on which the configuration is read: what it names may not be there now. That is a warning, never an error,
/// since an adapter may be unplugged and a file may come with the next step of the installation.
package struct Surroundings: Sendable {
  /// The folder of the time zones.
  package var zoneinfo = "/usr/share/zoneinfo"
  /// The folder of the names that stay when adapters move.
  package var serialNames = "/dev/serial/by-id"

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
      let stable = stableName(of: path).map { "write \($0)" } ?? "write its name under \(serialNames)"
      return "\(path) may be another adapter after the next start; \(stable)"
    }
    return mode(of: path) == .missing
      ? "\(path) isn't there now; plug the adapter in, or correct the name (ls \(serialNames))" : nil
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

  /// The name under which the device will be found again.
  private func stableName(of path: String) -> String? {
    guard let folder = opendir(serialNames) else { return nil }
    defer { closedir(folder) }
    let wanted = device(path)
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      let candidate = "\(serialNames)/\(name)"
      if name != ".", name != "..", device(candidate) == wanted { return candidate }
    }
    return nil
  }

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
