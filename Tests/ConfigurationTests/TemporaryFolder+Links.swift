import Glibc
import Linux

extension TemporaryFolder {
  func makeFolder(_ name: String) throws {
    guard mkdir(file(name), 0o700) == 0 else { throw Errno(errno) }
  }

  /// - Returns: where the link is.
  func link(_ name: String, to target: String) throws -> String {
    guard symlink(target, file(name)) == 0 else { throw Errno(errno) }
    return file(name)
  }
}
