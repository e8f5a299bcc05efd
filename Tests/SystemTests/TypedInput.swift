import Glibc
import Linux

/// A program's standard input that a test types into: a named pipe. This end stays open, so that the program's sees no
/// end before `end`.
final class TypedInput {
  let path: String
  private var descriptor: Int32

  init(in folder: TemporaryFolder) throws {
    path = folder.file("input")
    guard mkfifo(path, 0o600) == 0 else { throw Failure("no named pipe: \(String(cString: strerror(errno)))") }
    // Both ways, so that opening waits for nobody.
    descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure("the pipe can't be opened: \(String(cString: strerror(errno)))") }
  }

  deinit { end() }

  func type(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(descriptor, bytes, bytes.count)
  }

  func end() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}
