import Configuration
import Glibc
import LocalAPI

/// A port that the daemon has: what it hears there can be seen through its API.
struct DaemonPort {
  let client: LocalAPIClient
  let bus: BusList.Bus

  /// Nil when no daemon answers, or when it does not have this port.
  static func find(_ port: String, _ options: CommonOptions) async -> DaemonPort? {
    guard let client = try? options.client(), let list = try? await client.buses(),
      let bus = list.buses.first(where: { device($0.port) == device(port) })
    else { return nil }
    return DaemonPort(client: client, bus: bus)
  }

  /// The device behind a name: people and configuration may use different ones.
  private static func device(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// The last frames, oldest first, and what is wrong with the board that was meant.
  func show(_ address: Int, _ options: CommonOptions) async throws {
    let trace = try await client.trace(bus: bus.name)
    if options.json { return try Screen.json(trace) }
    Screen.line("the daemon has this port as bus \(bus.name); what it heard last:")
    for entry in trace.entries.suffix(10) { Screen.line(entry.text) }
    guard let board = bus.boards.first(where: { $0.address == address }) else {
      let known = bus.boards.map { String($0.address) }.joined(separator: ", ")
      Screen.line("the daemon asks no board \(address) there; its configuration has \(known)")
      return
    }
    if let reason = bus.reason ?? board.reason { Screen.line(reason) }
  }

  /// Every frame from now on, until Ctrl-C.
  func follow(_ options: CommonOptions) async throws {
    Screen.error("the daemon has this port as bus \(bus.name); following what it hears")
    var tail = TraceTail()
    _ = tail.news(in: try await client.trace(bus: bus.name).entries)
    while true {
      for entry in tail.news(in: try await client.trace(bus: bus.name).entries) {
        if options.json { try Screen.json(entry) } else { Screen.line(entry.text) }
      }
      Screen.flush()
      try await Task.sleep(for: .milliseconds(200))
    }
  }
}

/// Which entries of a trace are new since the last look. Several may be of one millisecond.
private struct TraceTail {
  private var last: Int64 = 0
  /// How many entries of that millisecond were there.
  private var count = 0

  mutating func news(in entries: [BusTrace.Entry]) -> ArraySlice<BusTrace.Entry> {
    let news = entries.drop { $0.bootMilliseconds < last }.dropFirst(count)
    if let newest = entries.last?.bootMilliseconds {
      last = newest
      count = entries.count { $0.bootMilliseconds == newest }
    }
    return news
  }
}

extension BusTrace.Entry {
  var text: String { "\(bootMilliseconds) ms  \(direction.rawValue)  \(hex)\(meaning.map { "  \($0)" } ?? "")" }
}
