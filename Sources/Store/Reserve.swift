import Glibc

/// Room on the disk that is kept for orders the agent has already taken.
///
/// A file of real, allocated blocks beside the store. While it is there, a new order that fills the disk fails by itself;
/// what belongs to known orders may give the file up and go on in its blocks. New orders are refused until there was room
/// to make it again. Unlike a look at the free space, this holds whatever other programs write; and since it is given up in
/// steps, a program that floods the disk doesn't get all of it at once.
struct Reserve {
  let path: String
  let bytes: Int
  /// What is given up at once: many door events.
  private static let step = 256 << 10
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
    let before = lseek(descriptor, 0, SEEK_END)
    // Returns its error instead of setting errno. Where the file system has no such call, glibc writes zeros.
    let result = posix_fallocate(descriptor, 0, bytes)
    isWhole = result == 0
    guard result != 0 else { return }
    // Half of what was missing helps nobody, and others may need it.
    ftruncate(descriptor, before)
    guard result == ENOSPC || result == EFBIG || result == EDQUOT else {
      throw .system("keep room in", path, errno: result)
    }
  }

  /// Gives some of the blocks up. False when there was nothing to give.
  mutating func release() -> Bool {
    isWhole = false
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    let left = status.st_size - Self.step
    // The step before may have left less than a step.
    return left > 0 ? truncate(path, left) == 0 : unlink(path) == 0
  }

  /// Does what needs room, giving up the reserve for it as far as needed.
  mutating func giving<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    while true {
      do throws(StoreError) {
        return try body()
      } catch  where error.code == .full && release() {}
    }
  }
}
