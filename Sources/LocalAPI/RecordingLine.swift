/// One line of a capture, as `GET /v1/recording` streams it: first those of the head, an empty one, then an event each.
package struct RecordingLine: Codable, Hashable, Sendable {
  /// Counted from 1 in this recording.
  package var id: Int64
  package var line: String

  package init(id: Int64, line: String) {
    self.id = id
    self.line = line
  }
}
