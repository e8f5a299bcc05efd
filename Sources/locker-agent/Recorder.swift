import Captures
import Glibc
import LocalAPI
import UnixSignals

/// Writes the lines of a recording into its file, until somebody ends it.
struct Recorder: Sendable {
  /// What ended a recording.
  enum End: String, Sendable {
    case signal
    case time
    /// Nothing comes any more.
    case source
  }

  /// How a recording went. `record --json` prints it.
  struct Result: Encodable, Sendable {
    var file: String
    var end: End
    /// By bus.
    var bytes: [String: Int]
    var events: Int
    /// Events that could not be kept.
    var lost: Int
    var seconds: Double

    private enum CodingKeys: String, CodingKey { case file, bytes, events, lost, seconds }
  }

  let file: String
  let force: Bool
  let notes: [String]
  let limit: Duration?
  let asJSON: Bool

  /// Writes the file to its end.
  ///
  /// - Parameter source: writes one line after the other until there are no more, or until it is cancelled.
  func record(_ way: String, _ source: @escaping @Sendable (CaptureOutput) async throws -> Void) async throws -> Result
  {
    let output = CaptureOutput(notes: [place] + notes) { [file, force] in
      let output = try CaptureFile(file, replaces: force)
      // The first line is there: from now on everything is recorded.
      Screen.error("recording into \(file), \(way); Ctrl-C ends it")
      return output
    }
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let end = try await withThrowingTaskGroup(of: End.self) { tasks in
      tasks.addTask {
        try await source(output)
        return .source
      }
      tasks.addTask {
        for await _ in signals { return .signal }
        // Cancelled: another one has ended it.
        throw CancellationError()
      }
      if let limit {
        tasks.addTask {
          try await Task.sleep(for: limit)
          return .time
        }
      }
      defer { tasks.cancelAll() }
      return try await tasks.next() ?? .source
    }
    try output.finish()
    let contents = output.contents
    return Result(
      file: file, end: end, bytes: contents.bytes, events: contents.events, lost: contents.lost,
      seconds: contents.length / .seconds(1))
  }

  func show(_ result: Result) throws {
    if asJSON { return try Screen.json(result) }
    let buses = result.bytes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value) bytes" }
    let tenths = Int(result.seconds * 10)
    Screen.line(
      "\(result.file): \(tenths / 10).\(tenths % 10) s, \(result.events) events\(buses.isEmpty ? "" : ", " + buses.joined(separator: ", "))"
    )
    for (bus, _) in result.bytes.filter({ $0.value == 0 }).sorted(by: { $0.key < $1.key }) {
      Screen.error("nothing went over \(bus): is its port open? See `locker-agent doors`")
    }
    if result.lost > 0 { Screen.error("\(result.lost) events could not be kept; the file says where") }
  }

  /// Who recorded, and on which machine.
  private var place: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "recorded on \(host) by uid \(getuid())"
  }
}
