import Glibc

/// Room on the disk that is kept for orders the agent has already taken.
///
/// A file of real, allocated blocks beside the store. While it is there, a new order that fills the disk fails by itself;
/// what belongs to known orders may give the file up and go on in its blocks. New orders are refused until there was room
/// to make it again. Unlike a look at the free space, this holds whatever other programs write.
struct Reserve {
  let path: String
  let bytes: Int
  private(set) var isWhole = false

  init(forStoreAt store: String, bytes: Int) {
    path = store + ".reserve"
    self.bytes = bytes
  }

  /// Makes the file whole, if there is room.
  mutating func fill() throws(StoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    let openErrno = errno
    guard descriptor >= 0 else {
      if openErrno == ENOSPC { return }
      throw .system("create", path, errno: openErrno)
    }
    defer { close(descriptor) }
    // Returns its error instead of setting errno. Where the file system has no such call, glibc writes zeros.
    let result = posix_fallocate(descriptor, 0, bytes)
    isWhole = result == 0
    guard result != 0 else { return }
    release()
    guard result == ENOSPC || result == EFBIG || result == EDQUOT else {
      throw .system("keep room in", path, errno: result)
    }
  }

  /// Gives the blocks up. False when there was nothing to give.
  @discardableResult
  mutating func release() -> Bool {
    isWhole = false
    return unlink(path) == 0
  }
}
