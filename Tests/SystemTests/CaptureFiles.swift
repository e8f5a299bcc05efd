import Captures
import FoundationEssentials
import Glibc

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
      case .sent, .received, .opened, .closed, .door, .placed, .performed, .lost: break
      }
    }
    // The recording ended before its answer.
    if turns.last?.isAgent == true { turns.removeLast() }
  }
}
