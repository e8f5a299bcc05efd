extension Configuration {
  /// `api`: where the commands reach the daemon.
  package struct API: Hashable, Sendable {
    /// The path of the unix socket, at most 107 bytes.
    package let socket: String
  }
}

extension Configuration.API {
  /// `sun_path` has 108 bytes, the last of which is zero (unix(7)).
  private static let longestPath = 107
  private static let standard = "/run/locker-agent/api.sock"

  init?(_ node: Node?, _ report: Report) {
    let refused = ["tcp": "`tcp` is not offered by this version; remove it, the commands use the socket"]
    let section = node.flatMap { Section($0, keys: Schema.api, refused: refused, report) } ?? .absent(report)
    guard let place = section["socket"] else {
      self.init(socket: Self.standard)
      return
    }
    guard let socket = place.path(report) else { return nil }
    guard socket.utf8.count <= Self.longestPath else {
      report.error(
        "`socket` has \(socket.utf8.count) bytes; the path of a unix socket has at most \(Self.longestPath), so choose a shorter one",
        at: place)
      return nil
    }
    self.init(socket: socket)
  }
}
