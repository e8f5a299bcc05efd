import Linux
import Testing

@testable import Configuration

@Suite struct FileTests {
  @Test func aFileIsRead() throws {
    let folder = try TemporaryFolder(prefix: "configuration-test")
    let file = try folder.write(ExampleConfiguration.text, to: "config.yaml")
    #expect(Configuration.read(path: file).configuration != nil)
  }

  @Test func aMissingFileIsAFindingWithoutAPlace() {
    let reading = Configuration.read(path: "/nowhere/config.yaml")
    #expect(reading.configuration == nil)
    #expect(
      reading.findings.map { $0.rendered(file: "/nowhere/config.yaml") } == [
        "/nowhere/config.yaml: error: the file can't be read: No such file or directory; write it there, or name another with --config"
      ])
  }

  @Test func aFolderIsNoFile() throws {
    let folder = try TemporaryFolder(prefix: "configuration-test")
    #expect(
      Configuration.read(path: folder.path).findings.map(\.message) == ["the file can't be read: Is a directory"])
  }

  @Test func aHugeFileIsNotReadToItsEnd() {
    #expect(
      Configuration.read(path: "/dev/zero").findings.map(\.message) == [
        "the file is larger than 1 MiB; that is no configuration of one bank"
      ])
  }
}
