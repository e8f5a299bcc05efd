import Glibc
import Linux
import Logging

/// The metrics as a file for node_exporter's textfile collector, which may read it at any moment: it is written beside and
/// takes the old one's place whole.
///
/// It runs on a queue of its own, so that it may block on the disk.
actor MetricsTextfile {
  nonisolated let executor = QueueExecutor(label: "textfile")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  nonisolated let path: String
  /// Why the file can't be written, while it can't.
  private(set) var failure: Errno?
  private let logger: Logger
  private var written: String?

  init(path: String, logger: Logger) {
    self.path = path
    self.logger = logger
  }

  /// Writes the page, unless it is what stands there: an idle agent writes nothing.
  func update(_ page: String) {
    guard page != written else { return }
    do throws(Errno) {
      try replace(with: Array(page.utf8))
      written = page
      failure = nil
    } catch {
      if failure != error { logger.error("the metrics file \(path) can't be written: \(error)") }
      failure = error
    }
  }

  /// An agent that has stopped has no figures.
  func remove() {
    unlink(path)
    written = nil
  }

  private func replace(with bytes: [UInt8]) throws(Errno) {
    // The collector takes files that end in .prom; this one doesn't.
    let draft = path + ".draft"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    let openErrno = errno
    guard file >= 0 else { throw Errno(openErrno) }
    do throws(Errno) {
      defer { close(file) }
      // Its reader is another user, whatever the umask says.
      guard fchmod(file, 0o644) == 0 else { throw Errno(errno) }
      try write(bytes, to: file)
    } catch {
      unlink(draft)
      throw error
    }
    guard rename(draft, path) == 0 else {
      let renameErrno = errno
      unlink(draft)
      throw Errno(renameErrno)
    }
  }

  private func write(_ bytes: [UInt8], to file: Int32) throws(Errno) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      let writeErrno = errno
      if count < 0, writeErrno == EINTR { continue }
      guard count >= 0 else { throw Errno(writeErrno) }
      rest = rest.dropFirst(count)
    }
  }
}
