import Glibc

/// The files of one store: where they are, who may read them, and how one takes another's place.
struct StoreFiles {
  let path: String

  private static let reading = ".reading-"

  /// Half made, to be thrown away.
  var draft: String { path + ".draft" }
  /// A damaged store's copy, while it is being salvaged.
  var dissected: String { path + ".dissected" }
  /// A copy that a reader beside the agent takes for a moment; each reader has its own.
  var snapshot: String { "\(path)\(Self.reading)\(getpid())" }
  /// Completely made from a damaged store, about to take its place.
  var successor: String { path + ".successor" }
  var log: String { path + "-wal" }
  private var index: String { path + "-shm" }

  private var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Makes the folder when it is missing, for its owner only. One that is there stays as it is: who made it knew why.
  func makeFolder() throws(StoreError) {
    let result = mkdir(folder, 0o700)
    let mkdirErrno = errno
    guard result == 0 || mkdirErrno == EEXIST else { throw .system("create the folder", folder, errno: mkdirErrno) }
    if result == 0 { try sync(StoreFiles(path: folder).folder) }
  }

  /// Makes an empty file that only its owner reads. SQLite gives `-wal` and `-shm` the mode of the file they belong to.
  func make(_ file: String) throws(StoreError) {
    let descriptor = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    let openErrno = errno
    guard descriptor >= 0 else { throw .system("create", file, errno: openErrno) }
    close(descriptor)
  }

  /// Takes from others what a careless copy may have given them.
  func restrictAccess() throws(StoreError) {
    for file in [path, log, index] {
      guard chmod(file, 0o600) != 0 else { continue }
      let chmodErrno = errno
      guard chmodErrno == ENOENT else { throw .system("restrict access to", file, errno: chmodErrno) }
    }
  }

  func exists(_ file: String) -> Bool { access(file, F_OK) == 0 }

  func remove(_ file: String, companionsOnly: Bool = false) throws(StoreError) {
    for name in (companionsOnly ? [] : [file]) + [file + "-wal", file + "-shm"] where unlink(name) != 0 {
      let unlinkErrno = errno
      guard unlinkErrno == ENOENT else { throw .system("remove", name, errno: unlinkErrno) }
    }
  }

  /// Gives a file a new name, durable on return.
  func move(_ file: String, to name: String) throws(StoreError) {
    guard rename(file, name) == 0 else {
      let renameErrno = errno
      throw .system("rename", file, errno: renameErrno)
    }
    try sync(folder)
  }

  /// Sets the store with its log aside, and returns its new name: `agent.sqlite.damaged-20260131T235959Z`.
  ///
  /// The log goes too: beside a new file SQLite would take it for that one's.
  func setAside() throws(StoreError) -> String {
    let name = unusedName()
    if exists(path) { try move(path, to: name) }
    if exists(log) { try move(log, to: name + "-wal") }
    unlink(index)
    return name
  }

  /// The damaged stores that were set aside and still lie there.
  var damaged: [String] { named(".damaged-") }

  /// Copies that a reader made and did not live to remove.
  var forgottenSnapshots: [String] {
    named(Self.reading).filter { name in
      guard let pid = Int32(name.reversed().prefix { $0 != "-" }.reversed().map(String.init).joined()) else {
        return false
      }
      return kill(pid, 0) != 0 && errno == ESRCH
    }
  }

  /// The files beside the store whose names go on so; not their logs.
  private func named(_ ending: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let beginning = path[slash...] + ending
    var found: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix(beginning), !name.hasSuffix("-wal"), !name.hasSuffix("-shm") {
        found.append(path[..<slash] + name)
      }
    }
    return found.sorted()
  }

  private func unusedName() -> String {
    let time = Self.compactTime()
    let name = "\(path).damaged-\(time)"
    var unused = name
    // A board without a clock starts in the same second each time.
    var count = 2
    while exists(unused) || exists(unused + "-wal") {
      unused = "\(name)-\(count)"
      count += 1
    }
    return unused
  }

  /// `20260131T235959Z`.
  private static func compactTime() -> String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
      let count = strftime(text.baseAddress, text.count, "%Y%m%dT%H%M%SZ", &parts)
      return String(decoding: UnsafeRawBufferPointer(text).prefix(count), as: UTF8.self)
    }
  }

  private func sync(_ folder: String) throws(StoreError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    let openErrno = errno
    guard descriptor >= 0 else { throw .system("open the folder", folder, errno: openErrno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      let syncErrno = errno
      throw .system("write the folder", folder, errno: syncErrno)
    }
  }
}
