import Linux

/// The files of one demonstration: configuration, credentials, store, socket. They go with it.
struct DemoFolder {
  private let folder: TemporaryFolder
  var path: String { folder.path }
  var port: String { folder.file("bus-a") }
  var credentials: String { folder.file("prokeep") }
  var configuration: String { folder.file("config.yaml") }

  init() throws {
    do {
      folder = try TemporaryFolder(prefix: "locker-agent-demo")
    } catch {
      throw DemoFailure("no folder can be made in /tmp: \(error)")
    }
  }

  func write(credentials pair: String, configuration text: String) throws {
    do {
      try folder.write(pair + "\n", to: "prokeep")
      try folder.write(text, to: "config.yaml")
    } catch {
      throw DemoFailure("its files can't be written to \(path): \(error)")
    }
  }
}
