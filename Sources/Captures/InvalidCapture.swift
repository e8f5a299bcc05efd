/// Why a text is no capture.
package struct InvalidCapture: Error, Hashable, Sendable {
  /// Counted from 1.
  package var line: Int
  /// What is wrong there and what belongs there.
  package var message: String

  package init(line: Int, message: String) {
    self.line = line
    self.message = message
  }
}
