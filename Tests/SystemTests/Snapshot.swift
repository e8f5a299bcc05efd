import FoundationEssentials
import Glibc
import Testing

/// A text that is compared with a file beside these tests. `RECORD=1 swift test` writes the file anew: look at the diff.
struct Snapshot {
  let name: String

  func check(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name)").path
    if getenv("RECORD") != nil { return try FileBytes.write(Array(text.utf8), to: path, mode: 0o644) }
    let known = String(decoding: try FileBytes.read(path), as: UTF8.self)
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
