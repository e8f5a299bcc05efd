/// One thing that is to be said about a configuration file: by `check --json`, and when a reload is refused.
package struct ConfigurationFinding: Codable, Hashable, Sendable {
  /// `error` or `warning`.
  package var severity: String
  /// Counted from 1; absent when it is about the whole file.
  package var line: Int?
  package var column: Int?
  /// `serial[0].baud`
  package var path: String
  /// What is wrong and what to write instead.
  package var message: String

  package init(severity: String, line: Int?, column: Int?, path: String, message: String) {
    self.severity = severity
    self.line = line
    self.column = column
    self.path = path
    self.message = message
  }
}
