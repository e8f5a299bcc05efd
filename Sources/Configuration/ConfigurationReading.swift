import Glibc

/// A configuration file that was read: what it says, and what is to be said about it.
package struct ConfigurationReading: Sendable {
  /// A file longer than this was not written by a person for one bank.
  private static let longest = 1 << 20

  /// nil if there is an error among the findings.
  package let configuration: Configuration?
  /// Errors and warnings in the order of the file.
  package let findings: [Finding]

  private init(configuration: Configuration?, findings: [Finding]) {
    self.configuration = configuration
    self.findings = findings
  }

  fileprivate init(path: String, surroundings: Surroundings) {
    switch Self.contents(of: path) {
    case .success(let bytes):
      self.init(bytes: bytes, surroundings: surroundings)
    case .failure(let unreadable):
      let finding = Finding(severity: .error, mark: nil, path: "", message: unreadable.message)
      self.init(configuration: nil, findings: [finding])
    }
  }

  fileprivate init(bytes: [UInt8], surroundings: Surroundings) {
    // The mark that some editors put first is no column of the first line.
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let report = Report(source: Source(bytes), surroundings: surroundings)
    let document = TreeBuilder.build(bytes, report: report)
    self.init(configuration: document.flatMap { Configuration($0, report) }, findings: report.findings)
  }

  private struct Unreadable: Error { let message: String }

  private static func contents(of path: String) -> Result<[UInt8], Unreadable> {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return .failure(unreadable(errno, path)) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(file, &chunk, chunk.count)
      if count < 0 {
        let code = errno
        if code == EINTR { continue }
        return .failure(unreadable(code, path))
      }
      if count == 0 { return .success(bytes) }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= longest else {
        return .failure(Unreadable(message: "the file is larger than 1 MiB; that is no configuration of one bank"))
      }
    }
  }

  private static func unreadable(_ code: Int32, _ path: String) -> Unreadable {
    let remedy =
      switch code {
      case ENOENT: "; write it there, or name another with --config"
      case EACCES, EPERM: "; run this as root or as the user of the service"
      default: ""
      }
    return Unreadable(message: "the file can't be read: \(String(cString: strerror(code)))\(remedy)")
  }
}

extension Configuration {
  /// Reads a file. That it can't be read is a finding without a mark.
  package static func read(path: String, surroundings: Surroundings = Surroundings()) -> ConfigurationReading {
    ConfigurationReading(path: path, surroundings: surroundings)
  }

  /// Reads what a file would hold.
  package static func read(bytes: [UInt8], surroundings: Surroundings = Surroundings()) -> ConfigurationReading {
    ConfigurationReading(bytes: bytes, surroundings: surroundings)
  }
}
