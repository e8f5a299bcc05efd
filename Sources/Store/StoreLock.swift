import Glibc

/// The right to write the store, held by at most one process: a lock on a file beside it, which the kernel gives back when
/// the process ends, however it ends.
///
/// The file stays when the lock goes. Who removed it could remove the one that somebody else has just locked.
final class StoreLock {
  private let descriptor: Int32

  init(forStoreAt store: String) throws(StoreError) {
    let path = store + ".lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    let openErrno = errno
    guard descriptor >= 0 else { throw .system("open the lock file", path, errno: openErrno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let lockErrno = errno
      defer { close(descriptor) }
      guard lockErrno == EWOULDBLOCK else { throw .system("lock", path, errno: lockErrno) }
      let pid = Self.pid(in: descriptor)
      let holder = pid.map { "process \($0)" } ?? "another process"
      throw StoreError(
        .locked(pid: pid), path: store, errno: lockErrno,
        "\(holder) has the store \(store): one bank has one agent; stop that one first, or give this one a store of its own"
      )
    }
    // Only for people and the error above; the lock holds without it.
    let text = "\(getpid())\n"
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.utf8.count, 0)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func pid(in descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
