import Glibc

// Files as bytes, for what SQLite can't or must not do.
extension StoreFiles {
  private static let piece = 1 << 16
  /// The smallest that a disk reads or gives up.
  private static let sector = 512

  /// Copies a file for its owner's eyes. Sectors that the disk can't read become zeros: they are damaged like any other.
  func copy(_ original: String, to copy: String) throws(StoreError) {
    let source = try descriptor(original, O_RDONLY)
    defer { close(source) }
    let target = try descriptor(copy, O_RDWR | O_CREAT | O_TRUNC)
    defer { close(target) }
    var offset = 0
    while true {
      let part = try read(source, at: offset, count: Self.piece, original)
      if part.isEmpty { return }
      try write(part, to: target, at: offset, copy)
      offset += part.count
    }
  }

  /// At most `count` bytes.
  func read(_ file: String, at offset: Int, count: Int) throws(StoreError) -> [UInt8] {
    let source = try descriptor(file, O_RDONLY)
    defer { close(source) }
    return try read(source, at: offset, count: count, file)
  }

  func write(_ bytes: [UInt8], at offset: Int, of file: String) throws(StoreError) {
    let target = try descriptor(file, O_RDWR)
    defer { close(target) }
    try write(bytes, to: target, at: offset, file)
  }

  /// Hands `body` each page's number, counted from 1, and its first byte.
  func forEachPage(of file: String, size: Int, _ body: (Int, UInt8) -> Void) throws(StoreError) {
    let source = try descriptor(file, O_RDONLY)
    defer { close(source) }
    var number = 1
    while let first = try read(source, at: (number - 1) * size, count: 1, file).first {
      body(number, first)
      number += 1
    }
  }

  private func descriptor(_ path: String, _ flags: Int32) throws(StoreError) -> Int32 {
    let descriptor = open(path, flags | O_CLOEXEC, 0o600)
    let openErrno = errno
    guard descriptor >= 0 else { throw .system("open", path, errno: openErrno) }
    return descriptor
  }

  private func read(_ file: Int32, at offset: Int, count: Int, _ path: String) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = pread(file, &bytes, count, off_t(offset))
    let readErrno = errno
    if result >= 0 { return Array(bytes.prefix(result)) }
    guard readErrno == EIO else { throw .system("read", path, errno: readErrno) }
    if count > Self.sector { return try read(file, at: offset, count: Self.sector, path) }
    return [UInt8](repeating: 0, count: count)
  }

  private func write(_ bytes: [UInt8], to file: Int32, at offset: Int, _ path: String) throws(StoreError) {
    let result = pwrite(file, bytes, bytes.count, off_t(offset))
    let writeErrno = errno
    guard result >= 0 else { throw .system("write", path, errno: writeErrno) }
    guard result == bytes.count else { throw .system("write", path, errno: ENOSPC) }
  }
}
