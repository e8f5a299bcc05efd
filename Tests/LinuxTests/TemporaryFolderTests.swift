import Glibc
import Linux
import Testing

struct TemporaryFolderTests {
  private func mode(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  @Test func isEmptyAndPrivate() throws {
    let folder = try TemporaryFolder(prefix: "locker-linux-test")
    #expect(folder.path.hasPrefix("/tmp/locker-linux-test."))
    #expect(mode(folder.path) == 0o700)
    #expect(folder.names.isEmpty)
    #expect(try TemporaryFolder(prefix: "locker-linux-test").path != folder.path)
  }

  @Test func parentThatIsNotThere() {
    #expect(throws: Errno(ENOENT)) { try TemporaryFolder(prefix: "x", in: "/nonexistent") }
  }

  @Test func filesAreWrittenAndWrittenAnew() throws {
    let folder = try TemporaryFolder(prefix: "locker-linux-test")
    let path = try folder.write("a longer text", to: "b")
    #expect(path == folder.file("b"))
    try folder.write("short", to: "b", mode: 0o646)
    #expect(try TextFile.text(of: path) == "short")
    #expect(mode(path) == 0o646)
    let bytes = [UInt8](repeating: 0xA5, count: 1 << 20)
    try folder.write(bytes, to: "a")
    #expect(try TextFile.bytes(of: folder.file("a"), atMost: .max) == bytes)
    #expect(mode(folder.file("a")) == 0o600)
    #expect(folder.names == ["a", "b"])
    #expect(throws: Errno(ENOENT)) { try folder.write("", to: "no/such") }
  }

  @Test func goesWithAllThatIsInIt() throws {
    let other = try TemporaryFolder(prefix: "locker-linux-test")
    try other.write("stays", to: "file")
    var folder: TemporaryFolder? = try TemporaryFolder(prefix: "locker-linux-test")
    let path = try #require(folder?.path)
    try folder?.write("goes", to: "file")
    #expect(mkdir("\(path)/inner", 0o700) == 0)
    try folder?.write("goes", to: "inner/file")
    #expect(symlink(other.path, "\(path)/inner/link") == 0)
    #expect(symlink("/nonexistent", "\(path)/dangling") == 0)
    folder = nil
    #expect(mode(path) == nil)
    #expect(other.names == ["file"])
  }
}
