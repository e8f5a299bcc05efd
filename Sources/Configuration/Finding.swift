/// One thing that is wrong, or doubtful, in a configuration file.
package struct Finding: Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable {
    /// The configuration can't be used.
    case error
    /// It can be used, but probably not with the wanted effect.
    case warning
  }

  package let severity: Severity
  /// Where in the file; nil when it is about the file as a whole.
  package let mark: Mark?
  /// The value it is about, such as `serial[0].boards[1].address`; empty for the file as a whole.
  package let path: String
  /// What is wrong and what to write instead. It holds no line break.
  package let message: String

  /// Words of the file in the message are shown without their control characters: a finding is one line on a terminal.
  init(severity: Severity, mark: Mark?, path: String, message: String) {
    self.severity = severity
    self.mark = mark
    self.path = Self.visible(path)
    self.message = Self.visible(message)
  }

  /// `FILE:LINE:COLUMN: error: MESSAGE`, the form that editors know from compilers.
  package func rendered(file: String) -> String {
    let place = mark.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(file)\(place): \(severity.rawValue): \(message)"
  }

  private static func visible(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    shown.append(contentsOf: text.unicodeScalars.map { $0.isVisible ? $0 : "\u{FFFD}" })
    return String(shown)
  }
}
