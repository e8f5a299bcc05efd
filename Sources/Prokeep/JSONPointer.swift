/// A place in a JSON document (RFC 6901): `/data/id`.
package struct JSONPointer: Hashable, Sendable {
  package let text: String
  private let tokens: [String]

  /// Nil if the text isn't a pointer: empty (the whole document) or each token behind a slash, `~` only as `~0` and `~1`.
  package init?(_ text: String) {
    guard text.isEmpty || text.first == "/" else { return nil }
    var tokens: [String] = []
    for raw in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      var token = ""
      var rest = raw[...]
      while let character = rest.popFirst() {
        guard character == "~" else {
          token.append(character)
          continue
        }
        switch rest.popFirst() {
        case "0": token.append("~")
        case "1": token.append("/")
        default: return nil
        }
      }
      tokens.append(token)
    }
    self.text = text
    self.tokens = tokens
  }

  func find(in document: JSONValue) -> JSONValue? {
    var value = document
    for token in tokens {
      switch value {
      case .object(let members):
        guard let member = members[token] else { return nil }
        value = member
      case .array(let elements):
        // An index is written without leading zeros (RFC 6901, 4).
        guard let index = Int(token), String(index) == token, elements.indices.contains(index) else { return nil }
        value = elements[index]
      case .null, .bool, .integer, .number, .string: return nil
      }
    }
    return value
  }
}
