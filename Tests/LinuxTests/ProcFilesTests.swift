import Glibc
import Linux
import Testing

/// Files, folders and processes, on this process's own.
struct ProcFilesTests {
  @Test func textIsReadUpToTheLimit() throws {
    let text = try TextFile.text(of: "/proc/self/comm")
    #expect(try TextFile.bytes(of: "/proc/self/comm") == Array("\(text)\n".utf8))
    #expect(try TextFile.bytes(of: "/proc/self/comm", atMost: 2) == Array(text.utf8.prefix(2)))
  }

  @Test(arguments: [("/proc/self/no-such-file", ENOENT), ("/proc/self", EISDIR)])
  func textThatCannotBeRead(path: String, number: Int32) {
    #expect(throws: Errno(number)) { try TextFile.text(of: path) }
  }

  @Test func errorSpeaksForItself() { #expect("\(Errno(ENOENT))" == "No such file or directory") }

  @Test func folderHasItsNamesAlone() {
    let names = Directory.names(in: "/proc/self")
    #expect(names.contains("fd"))
    #expect(!names.contains(".") && !names.contains(".."))
    #expect(Directory.names(in: "/proc/self/no-such-folder").isEmpty)
  }

  @Test func descriptorIsFoundWithItsHolder() throws {
    let wakeUp = try WakeUp()
    let mine = ProcessTable.descriptors { $0.process == getpid() && $0.number == wakeUp.descriptor }
    let descriptor = try #require(mine.first)
    #expect(mine.count == 1)
    #expect(descriptor.target == "anon_inode:[eventfd]")
    #expect(descriptor.info.contains("eventfd-count:"))
    let comm = try TextFile.text(of: "/proc/\(getpid())/comm")
    #expect("\(DeviceHolder(process: getpid()))" == "\(comm) (process \(getpid()))")
  }

  @Test func holderThatHasEndedHasNoName() {
    #expect(DeviceHolder(process: -1).command == "?")
  }
}
