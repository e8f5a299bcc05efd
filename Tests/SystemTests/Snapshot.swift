import FoundationEssentials
import Glibc
import Testing

/// A text that is compared with a file beside these tests. `RECORD=1 swift test` writes the file anew: look at the diff.
struct Snapshot {
  let name: String

  func check(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name)")
    if getenv("RECORD") != nil { return try Data(text.utf8).write(to: file) }
    let known = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    for (old, new) in zip(Self.lines(known), Self.lines(text)) {
      #expect(old == new, "Snapshots/\(name)", sourceLocation: sourceLocation)
      if old != new { return }
    }
    #expect(known == text, "Snapshots/\(name)", sourceLocation: sourceLocation)
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
