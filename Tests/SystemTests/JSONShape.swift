import FoundationEssentials

/// Which keys a JSON object has: `version, orders[].number`.
enum JSONShape {
  static func of(_ text: String) throws -> String {
    let value = try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    return keys(of: value).joined(separator: "\n") + "\n"
  }

  private static func keys(of value: Value) -> [String] {
    switch value {
    case .object(let members):
      members.sorted { $0.key < $1.key }.flatMap { key, value in
        let below = keys(of: value)
        return below.isEmpty
          ? ["  \(key)"] : below.map { "  \(key)\($0.hasPrefix("[") ? "" : ".")\($0.drop { $0 == " " })" }
      }
    case .list(let values): Array(Set(values.flatMap { keys(of: $0) }.map { "[]." + $0.drop { $0 == " " } })).sorted()
    case .other: []
    }
  }

  private enum Value: Decodable {
    case object([String: Value])
    case list([Value])
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let members = try? container.decode([String: Value].self) {
        self = .object(members)
      } else if let values = try? container.decode([Value].self) {
        self = .list(values)
      } else {
        self = .other
      }
    }
  }
}
