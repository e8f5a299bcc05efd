import Glibc

/// Makes a copy of a damaged store readable whose first page, or another that describes the tables, is lost.
///
/// A new store's pages are always laid out alike, and tables never move. So the description of a new one fits an old one of
/// the same version; what stands in the tables is then as readable as it was.
struct SchemaTransplant {
  private let donor: String
  /// Counted from 1, as SQLite does.
  private let pages: [Int]
  private let pageSize = Schema.pageSize

  /// - Parameter donor: a store with tables and no rows, nothing of it in its log.
  init(from donor: Database) throws(StoreError) {
    let roots = Set(
      try donor.all("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0") { row throws(StoreError) in
        try row.next(Int.self)
      })
    let count = try donor.first("PRAGMA page_count") { row throws(StoreError) in try row.next(Int.self) } ?? 0
    // Empty tables have a page each; all others hold the description.
    pages = (1..<count + 1).filter { !roots.contains($0) }
    self.donor = donor.path
  }

  /// Copies file and log of the damaged store, then puts the description over it.
  func apply(to damaged: StoreFiles, as copy: String) throws(StoreError) {
    let bytes = try write(damaged.path, over: copy)
    if damaged.exists(damaged.log) { _ = try write(damaged.log, over: copy + "-wal") }
    let source = try descriptor(donor, O_RDONLY)
    defer { close(source) }
    let target = try descriptor(copy, O_RDWR)
    defer { close(target) }
    for page in pages {
      var content = try read(source, at: (page - 1) * pageSize, count: pageSize, donor)
      if page == 1 { adapt(&content, toPages: (bytes + pageSize - 1) / pageSize) }
      try write(content, to: target, at: (page - 1) * pageSize, copy)
    }
  }

  /// The file's length in pages, and no free pages: https://sqlite.org/fileformat2.html#the_database_header
  private func adapt(_ header: inout [UInt8], toPages count: Int) {
    withUnsafeBytes(of: UInt32(count).bigEndian) { header.replaceSubrange(28..<32, with: $0) }
    header.replaceSubrange(32..<40, with: repeatElement(0, count: 8))
  }

  private func write(_ original: String, over copy: String) throws(StoreError) -> Int {
    let source = try descriptor(original, O_RDONLY)
    defer { close(source) }
    let target = try descriptor(copy, O_RDWR | O_CREAT | O_TRUNC)
    defer { close(target) }
    var offset = 0
    while true {
      let part = try read(source, at: offset, count: 1 << 16, original)
      if part.isEmpty { return offset }
      try write(part, to: target, at: offset, copy)
      offset += part.count
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
    // A sector that the disk can't read: a page of zeros is found to be damaged like any other.
    return [UInt8](repeating: 0, count: pageSize)
  }

  private func write(_ bytes: [UInt8], to file: Int32, at offset: Int, _ path: String) throws(StoreError) {
    let result = pwrite(file, bytes, bytes.count, off_t(offset))
    let writeErrno = errno
    guard result >= 0 else { throw .system("write", path, errno: writeErrno) }
    guard result == bytes.count else { throw .system("write", path, errno: ENOSPC) }
  }
}
