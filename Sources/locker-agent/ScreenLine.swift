/// One row of a live screen.
struct ScreenLine: Equatable, Sendable {
  enum Style: Equatable, Sendable {
    case plain
    /// Titles, and doors that are not closed.
    case bold
    /// What is from before the daemon was lost.
    case dim
    /// What just changed, and what went wrong.
    case reverse
  }

  var text: String
  var style = Style.plain

  /// With the sequences of ECMA-48 (SGR) that give it its style.
  var sequence: String {
    switch style {
    case .plain: text
    case .bold: "\u{1B}[1m\(text)\u{1B}[0m"
    case .dim: "\u{1B}[2m\(text)\u{1B}[0m"
    case .reverse: "\u{1B}[7m\(text)\u{1B}[0m"
    }
  }
}
