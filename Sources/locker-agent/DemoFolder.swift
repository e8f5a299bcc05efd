import Glibc
import Linux

/// A folder of its own for one demonstration: configuration, credentials, store, socket.
struct DemoFolder {
  let path: String
  var port: String { path + "/bus-a" }
  var credentials: String { path + "/prokeep" }
  var configuration: String { path + "/config.yaml" }

  init() throws {
    var template = Array("/tmp/locker-agent-demo.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw DemoFailure("no folder can be made in /tmp: \(Errno(errno))")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func write(credentials pair: String, configuration text: String) throws {
    try write(pair + "\n", to: credentials)
    try write(text, to: configuration)
  }

  private func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw DemoFailure("\(path) can't be made: \(Errno(errno))") }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw DemoFailure("\(path) can't be written") }
  }

  /// Nothing stays; the folder holds files only.
  func remove() {
    for name in Directory.names(in: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
