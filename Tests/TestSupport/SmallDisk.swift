import Glibc
package import Linux

/// A small file system of its own, to be filled to the last block.
package final class SmallDisk: Sendable {
  package let folder: TemporaryFolder
  private var ballast: String { folder.file("ballast") }

  /// Nil where this process may not mount one.
  package init?(kilobytes: Int) {
    guard let folder = try? TemporaryFolder(prefix: "locker-agent-disk") else { return nil }
    self.folder = folder
    guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { return nil }
  }

  deinit { umount2(folder.path, Int32(MNT_DETACH)) }

  package static var isPossible: Bool { SmallDisk(kilobytes: 16) != nil }

  /// Takes every block that is left.
  package func fill() {
    let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(file) }
    let block = [UInt8](repeating: 1, count: 4096)
    while write(file, block, block.count) == block.count {}
  }

  package func empty() { unlink(ballast) }
}
