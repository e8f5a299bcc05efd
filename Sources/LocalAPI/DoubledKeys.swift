import FoundationEssentials

/// Finds a key that stands twice in one object. JSON leaves open which of the two counts (RFC 8259 section 4), and
/// `JSONDecoder` takes one of them in silence.
struct DoubledKeys {
  private enum Level {
    case object(keys: Set<String>, current: String?)
    case list(index: Int)
  }

  private let bytes: [UInt8]
  private var place = 0
  private var levels: [Level] = []

  /// - Returns: the second one's place, as `FieldPath` writes it; nil when there is none, or the bytes are not JSON.
  static func first(in json: Data) -> String? {
    var search = DoubledKeys(bytes: Array(json))
    return search.run()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func run() -> String? {
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "{"): levels.append(.object(keys: [], current: nil))
      case UInt8(ascii: "["): levels.append(.list(index: 0))
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
      case UInt8(ascii: ","): nextElement()
      case UInt8(ascii: "\""):
        guard let text = string() else { return nil }
        if isDoubled(text) { return path }
        continue
      default: break
      }
      place += 1
    }
    return nil
  }

  private mutating func nextElement() {
    switch levels.popLast() {
    case .object(let keys, _): levels.append(.object(keys: keys, current: nil))
    case .list(let index): levels.append(.list(index: index + 1))
    case nil: break
    }
  }

  /// A text is a key where an object has none yet for its element; otherwise it is a value.
  private mutating func isDoubled(_ text: String) -> Bool {
    guard case .object(var keys, nil) = levels.last else { return false }
    let isNew = keys.insert(text).inserted
    levels[levels.count - 1] = .object(keys: keys, current: text)
    return !isNew
  }

  /// Reads to behind the closing quote. `"\u0061"` and `"a"` are the same key.
  private mutating func string() -> String? {
    let start = place
    place += 1
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard place < bytes.count else { return nil }
    place += 1
    return try? JSONDecoder().decode(String.self, from: Data(bytes[start..<place]))
  }

  private var path: String {
    levels.reduce(into: "") { text, level in
      switch level {
      case .object(_, let key): text += text.isEmpty ? key ?? "" : ".\(key ?? "")"
      case .list(let index): text += "[\(index)]"
      }
    }
  }
}
