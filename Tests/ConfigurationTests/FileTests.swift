import Testing

@testable import Configuration

@Suite struct FileTests {
  @Test func aFileIsRead() {
    var folder = TemporaryFolder()
    let file = folder.write("config.yaml", Array(ExampleConfiguration.text.utf8))
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

  @Test func aFolderIsNoFile() {
    let folder = TemporaryFolder()
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
