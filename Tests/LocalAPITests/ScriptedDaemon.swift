import Linux
import Dispatch
import Glibc

/// A unix socket that takes one connection, reads to the end of the request's headers, and answers with given bytes.
final class ScriptedDaemon: Sendable {
  let path: String
  private let folder: TemporaryFolder
  private let listener: Int32

  /// A nil answer leaves the client waiting until it gives up.
  init(answer: String?) throws {
    folder = try TemporaryFolder(prefix: "locker-api")
    path = folder.file("api.sock")
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { [listener] in
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, listen(listener, 1) == 0 else { throw Errno(errno) }
    DispatchQueue(label: "scripted-daemon").async { [listener] in
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      defer { close(connection) }
      var request: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
        let count = read(connection, &buffer, buffer.count)
        guard count > 0 else { return }
        request += buffer.prefix(count)
      }
      guard let answer else {
        while read(connection, &buffer, buffer.count) > 0 {}
        return
      }
      _ = answer.withCString { write(connection, $0, strlen($0)) }
    }
  }

  /// From here on connections are refused, as after a kill: the file stays, nobody listens.
  func die() { shutdown(listener, Int32(SHUT_RDWR)) }

  deinit { close(listener) }
}
