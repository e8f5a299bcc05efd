/// One value of the file as it was written, before anybody asked what it means.
struct Node {
  enum Style { case plain, singleQuoted, doubleQuoted, literal, folded }

  struct Pair {
    let key: String
    let keyMark: Mark
    let value: Node
  }

  enum Content {
    case scalar(String, Style)
    case sequence([Node])
    case mapping([Pair])
    /// Something that isn't taken; it is reported already.
    case refused
  }

  let mark: Mark
  /// The keys and positions that lead here: `serial[0].boards`. Empty for the whole document.
  let path: String
  let content: Content

  /// The last part of the path, for messages: `boards`, `pilot_numbers[1]`.
  var label: String {
    path.lastIndex(of: ".").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// What was found, in the words of somebody who never read a YAML specification.
  var kind: String {
    switch content {
    case .scalar("", .plain): "nothing"
    case .scalar(_, .plain): "a single value"
    case .scalar: "a text in quotes"
    case .sequence: "a list"
    case .mapping: "a group of keys"
    case .refused: "something that isn't taken"
    }
  }
}
