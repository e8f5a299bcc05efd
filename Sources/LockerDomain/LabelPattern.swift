/// How a label holds a name: literal text around one placeholder, such as `LOC-{compartment}` or `ORD{order}`.
///
/// Matching looks at each character once, whatever the pattern: there is nothing in it that could take long.
package struct LabelPattern: Hashable, Sendable {
  /// What a label can name.
  package enum Placeholder: String, Hashable, Sendable, CaseIterable { case compartment, order }

  /// Why a text is no pattern, and where.
  package struct SyntaxError: Error, Hashable, Sendable {
    package enum Problem: Hashable, Sendable {
      /// The placeholder is missing: every label would mean the same.
      case missing
      /// A second placeholder.
      case second
      /// A `{` without its `}`.
      case unclosed
      /// A `}` without its `{`.
      case unopened
      /// What stands between the braces is not this pattern's placeholder.
      case unknown(String)
    }

    package let problem: Problem
    /// Where in the text, counted in Unicode scalars from 0.
    package let offset: Int
  }

  private let before: String
  private let after: String

  /// - Parameter placeholder: the one that must be in it.
  package init(_ text: String, for placeholder: Placeholder) throws(SyntaxError) {
    let scalars = Array(text.unicodeScalars)
    var literals: [String.UnicodeScalarView] = [.init()]
    var place = 0
    while place < scalars.count {
      switch scalars[place] {
      case "}": throw SyntaxError(problem: .unopened, offset: place)
      case "{":
        guard let end = scalars[place...].firstIndex(of: "}") else {
          throw SyntaxError(problem: .unclosed, offset: place)
        }
        let name = String(String.UnicodeScalarView(scalars[(place + 1)..<end]))
        guard name == placeholder.rawValue else { throw SyntaxError(problem: .unknown(name), offset: place) }
        guard literals.count == 1 else { throw SyntaxError(problem: .second, offset: place) }
        literals.append(.init())
        place = end + 1
      case let scalar:
        literals[literals.count - 1].append(scalar)
        place += 1
      }
    }
    guard literals.count == 2 else { throw SyntaxError(problem: .missing, offset: 0) }
    before = String(literals[0])
    after = String(literals[1])
  }

  /// Whether the placeholder is all there is: then every label fits.
  package var isBare: Bool { before.isEmpty && after.isEmpty }

  /// What stands in the placeholder's place; nil when the label does not fit, or holds nothing there.
  package func value(in label: String) -> String? {
    let bytes = label.utf8
    guard bytes.count > before.utf8.count + after.utf8.count, bytes.starts(with: before.utf8),
      bytes.suffix(after.utf8.count).elementsEqual(after.utf8)
    else { return nil }
    return String(Substring(bytes.dropFirst(before.utf8.count).dropLast(after.utf8.count)))
  }
}
