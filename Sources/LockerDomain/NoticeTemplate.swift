/// The wording of a text, with `{placeholders}` for what differs from order to order. `{{` and `}}` stand for the braces themselves.
///
/// It is parsed once. Filling it puts each value in once and looks at no value again: a code that holds `{order}` stays as it is.
package struct NoticeTemplate: Hashable, Sendable {
  /// What a text can speak of. The customer's phone number is not offered: the text goes to that phone.
  package enum Placeholder: String, Hashable, Sendable, CaseIterable {
    case distributor, account
    /// Where the bank stands, as a customer finds it.
    case location
    /// The bank's id.
    case bank
    /// The order's number.
    case order
    /// The pickup code.
    case code
    /// The customer's name; an order may come without one.
    case name
    /// The order's compartments, joined by `, `.
    case compartments
  }

  /// The wordings that customers of the two locker products know.
  package enum BuiltIn: String, Hashable, Sendable, CaseIterable {
    /// ParcelPending's example message, on three lines.
    case parcelpending
    /// Apex's default message. It speaks of a barcode.
    case apex
  }

  /// Why a text is no template, and where.
  package struct SyntaxError: Error, Hashable, Sendable {
    package enum Problem: Hashable, Sendable {
      /// Nothing visible is in it.
      case empty
      /// A `{` without its `}`.
      case unclosed
      /// A `}` without its `{`.
      case unopened
      /// What stands between the braces is no placeholder.
      case unknown(String)
    }

    package let problem: Problem
    /// Where in the text, counted in Unicode scalars from 0.
    package let offset: Int
  }

  /// A placeholder was left without a value.
  package struct Unfilled: Error, Hashable, Sendable {
    package let placeholder: Placeholder
  }

  private enum Piece: Hashable, Sendable {
    case literal(String)
    case placeholder(Placeholder)
  }

  private let pieces: [Piece]

  package init(text: String) throws(SyntaxError) {
    var parser = Parser(text: text)
    pieces = try parser.pieces()
  }

  package static func builtIn(_ name: BuiltIn) -> NoticeTemplate {
    do throws(SyntaxError) {
      return try NoticeTemplate(text: name.text)
    } catch {
      preconditionFailure("the built-in template \(name) has \(error.problem) at \(error.offset)")
    }
  }

  /// What must be known before the text can be made.
  package var placeholders: Set<Placeholder> {
    var found: Set<Placeholder> = []
    for case .placeholder(let placeholder) in pieces { found.insert(placeholder) }
    return found
  }

  /// Whether the wording sends the customer to a picture: a barcode or a QR code.
  package var mentionsBarcode: Bool {
    pieces.contains { piece in
      guard case .literal(let text) = piece else { return false }
      let letters = text.lowercased().utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
      return ["barcode", "qrcode"].contains { Self.holds(letters, $0.utf8) }
    }
  }

  /// The finished text, or the first placeholder for which there is no value. An empty value is none.
  package func fill(_ values: [Placeholder: String]) -> Result<String, Unfilled> {
    var text = ""
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .placeholder(let placeholder):
        guard let value = values[placeholder], !value.isEmpty else {
          return .failure(Unfilled(placeholder: placeholder))
        }
        text += value
      }
    }
    return .success(text)
  }

  private static func holds(_ bytes: [UInt8], _ word: String.UTF8View) -> Bool {
    bytes.indices.contains { bytes[$0...].starts(with: word) }
  }
}

extension NoticeTemplate.BuiltIn {
  fileprivate var text: String {
    switch self {
    case .parcelpending:
      """
      You have an order ready at {distributor}, {location}!
      Your Locker Pickup Code is: {code}.
      To unsubscribe from following TXT messages reply with X.
      """
    case .apex:
      "Your {account} order {order} is ready for pickup at our locker in {location}. "
        + "Please enter # {code} or scan the barcode to retrieve your order."
    }
  }
}

extension NoticeTemplate {
  private struct Parser {
    private let scalars: [Unicode.Scalar]
    private var next = 0
    private var literal = String.UnicodeScalarView()

    init(text: String) { scalars = Array(text.unicodeScalars) }

    mutating func pieces() throws(SyntaxError) -> [Piece] {
      guard scalars.contains(where: { !$0.properties.isWhitespace }) else {
        throw SyntaxError(problem: .empty, offset: 0)
      }
      var pieces: [Piece] = []
      while next < scalars.count {
        switch (scalars[next], doubled: next + 1 < scalars.count && scalars[next + 1] == scalars[next]) {
        case ("{", doubled: true), ("}", doubled: true):
          literal.append(scalars[next])
          next += 2
        case ("{", doubled: false):
          if !literal.isEmpty { pieces.append(.literal(String(literal))) }
          literal = String.UnicodeScalarView()
          pieces.append(.placeholder(try placeholder()))
        case ("}", doubled: false):
          throw SyntaxError(problem: .unopened, offset: next)
        case (let scalar, doubled: _):
          literal.append(scalar)
          next += 1
        }
      }
      if !literal.isEmpty { pieces.append(.literal(String(literal))) }
      return pieces
    }

    /// Reads from the `{` to the `}`. A brace or a new line in between means that the first brace was never closed.
    private mutating func placeholder() throws(SyntaxError) -> Placeholder {
      let inside = scalars[(next + 1)...].prefix { $0 != "}" && $0 != "{" && $0 != "\n" }
      guard inside.endIndex < scalars.count, scalars[inside.endIndex] == "}" else {
        throw SyntaxError(problem: .unclosed, offset: next)
      }
      let name = String(String.UnicodeScalarView(inside))
      guard let placeholder = Placeholder(rawValue: name) else {
        throw SyntaxError(problem: .unknown(name), offset: next)
      }
      next = inside.endIndex + 1
      return placeholder
    }
  }
}
