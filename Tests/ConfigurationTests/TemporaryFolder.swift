import Glibc

/// A real folder for a test; what the test made in it is removed at the end of its scope.
struct TemporaryFolder: ~Copyable {
  let path: String
  private var made: [String] = []

  init() {
    let name = "/tmp/configuration-tests.XXXXXX".withCString { strdup($0) }
    guard let name, mkdtemp(name) != nil else { preconditionFailure("no folder for tests: errno \(errno)") }
    defer { free(name) }
    path = String(cString: name)
  }

  deinit {
    for entry in made.reversed() { remove(entry) }
    rmdir(path)
  }

  /// Writes a file, and makes the folders that lead to it.
  mutating func write(_ name: String, _ contents: [UInt8], mode: mode_t = 0o600) -> String {
    let file = "\(path)/\(name)"
    for (index, character) in zip(name.indices, name) where character == "/" {
      let folder = "\(path)/\(name[..<index])"
      if mkdir(folder, 0o700) == 0 { made.append(folder) }
    }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    precondition(descriptor >= 0, "\(file): errno \(errno)")
    made.append(file)
    precondition(Glibc.write(descriptor, contents, contents.count) == contents.count)
    // Whatever the umask took away.
    fchmod(descriptor, mode)
    close(descriptor)
    return file
  }

  mutating func link(_ name: String, to target: String) -> String {
    let file = "\(path)/\(name)"
    precondition(symlink(target, file) == 0, "\(file): errno \(errno)")
    made.append(file)
    return file
  }
}
