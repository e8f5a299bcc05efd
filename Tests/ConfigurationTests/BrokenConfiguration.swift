import Testing

@testable import Configuration

/// The example, with one thing written otherwise, and what is to be said about it.
struct BrokenConfiguration: Sendable, CustomTestStringConvertible {
  let old: String
  let new: String
  let line: Int
  let column: Int
  let path: String
  let message: String

  init(_ old: String, _ new: String, _ line: Int, _ column: Int, _ path: String, _ message: String) {
    self.old = old
    self.new = new
    self.line = line
    self.column = column
    self.path = path
    self.message = message
  }

  var testDescription: String { new }

  /// Exactly this one error, at exactly this place.
  func check() {
    let reading = Configuration.read(bytes: Array(ExampleConfiguration.with(old, new).utf8))
    let errors = reading.findings.filter { $0.severity == .error }
    let expected = Finding(
      severity: .error, mark: Mark(line: line, column: column), path: path, message: message)
    #expect(errors == [expected])
    #expect(reading.configuration == nil)
  }
}
