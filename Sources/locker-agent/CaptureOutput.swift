import Captures
import Synchronization

/// A capture's file and what has gone into it.
final class CaptureOutput: Sendable {
  private struct State {
    /// Made with the first line: who may not record leaves no empty file.
    var file: CaptureFile?
    var isInHead = true
    var last = Duration.zero
    var bytes: [String: Int] = [:]
    var events = 0
    var lost = 0
  }

  private let open: @Sendable () throws -> CaptureFile
  private let notes: [String]
  private let state = Mutex(State())

  /// - Parameter notes: they go into the head.
  init(notes: [String], open: @escaping @Sendable () throws -> CaptureFile) {
    self.notes = notes
    self.open = open
  }

  func write(_ line: String) throws {
    try state.withLock { state in
      let file = try state.file ?? open()
      state.file = file
      if state.isInHead {
        if line.hasPrefix("timing ") {
          for note in notes { try file.write(CaptureHead.note(note)) }
        } else if line.isEmpty {
          state.isInHead = false
        } else if line.hasPrefix("bus "), let name = line.split(separator: " ").dropFirst().first {
          state.bytes[String(name)] = 0
        }
      } else if let event = try CaptureParser.event(line) {
        Self.count(event, &state)
      }
      try file.write(line)
    }
  }

  /// Writes the line that says that all is there.
  func finish() throws {
    try state.withLock { state in
      if !state.isInHead { try state.file?.write(CaptureEvent.end(at: state.last)) }
    }
  }

  /// What is in the file.
  var contents: (bytes: [String: Int], events: Int, lost: Int, length: Duration) {
    state.withLock { ($0.bytes, $0.events, $0.lost, $0.last) }
  }

  private static func count(_ event: CaptureEvent, _ state: inout State) {
    state.last = event.at
    state.events += 1
    switch event.what {
    case .sent(let bus, let bytes), .received(let bus, let bytes): state.bytes[bus, default: 0] += bytes.count
    case .lost(let count): state.lost += count
    case .opened, .closed, .door, .placed, .performed, .unlockAsked, .scanned: break
    }
  }
}
