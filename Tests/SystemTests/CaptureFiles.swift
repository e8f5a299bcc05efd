import Captures
import FoundationEssentials
import Glibc
import Linux

/// The captures that are kept, and what an agent makes of each.
///
/// `RECORD=1 swift test --filter CaptureTests` writes what they lead to anew: look at the diff. A capture itself is never
/// changed; those of simulated boards were made by `CaptureScenes`.
enum CaptureFiles {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Captures").path

  /// Without their endings.
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".capture") }.map { String($0.dropLast(".capture".count)) }.sorted()
  }()

  static func path(_ name: String) -> String { "\(folder)/\(name).capture" }

  static func capture(_ name: String) throws -> Capture {
    try CaptureParser.capture(String(contentsOfFile: path(name), encoding: .utf8))
  }

  /// Until every door behind a bus was read twice while it was recorded: what changes before is no change in a replay.
  static func doorsAreRecorded(in file: String) async throws {
    while ((try? TextFile.text(of: file)) ?? "").split(separator: "\n").count(where: { $0.contains(" > ") }) <= 5 {
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}

/// What went over one bus, as turns: who spoke, and all bytes until the other one did. How they came in pieces, and when,
/// is not the same twice.
struct BusTurns: Equatable {
  struct Turn: Equatable {
    var isAgent: Bool
    var bytes: [UInt8]
  }

  private(set) var turns: [Turn] = []

  init(_ capture: Capture, bus: String) {
    for event in capture.events {
      switch event.what {
      case .sent(bus, let bytes): turns.append(Turn(isAgent: true, bytes: bytes))
      case .received(bus, let bytes):
        if turns.last?.isAgent == false {
          turns[turns.count - 1].bytes += bytes
        } else {
          turns.append(Turn(isAgent: false, bytes: bytes))
        }
      case .sent, .received, .opened, .closed, .door, .placed, .performed, .unlockAsked, .scanned, .lost: break
      }
    }
    // The recording ended before its answer.
    if turns.last?.isAgent == true { turns.removeLast() }
  }

  /// Leaves out what was asked once more and answered with the same.
  mutating func dropRepeated() {
    var news: [Turn] = []
    for turn in turns {
      news.append(turn)
      if !turn.isAgent, news.suffix(2) == news.dropLast(2).suffix(2) { news.removeLast(2) }
    }
    turns = news
  }
}
