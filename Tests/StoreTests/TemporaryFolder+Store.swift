import Glibc
import Linux

extension TemporaryFolder {
  /// For a suite's property, which can't throw.
  convenience init() {
    do {
      try self.init(prefix: "locker-store")
    } catch {
      fatalError("no temporary folder: \(error)")
    }
  }

  var store: String { file("agent.sqlite") }

  func mode(_ name: String) -> mode_t? {
    var status = stat()
    return stat(file(name), &status) == 0 ? status.st_mode & 0o777 : nil
  }

  /// Empty when it isn't there.
  func bytes(_ name: String) -> [UInt8] { (try? TextFile.bytes(of: file(name), atMost: .max)) ?? [] }

  /// Whether the text stands anywhere in the file's bytes.
  func holds(_ text: String, in name: String) -> Bool {
    bytes(name).contains(Array(text.utf8))
  }
}
