package import FoundationEssentials

/// The JSON of the local API: keys sorted, slashes plain, one line. Commands print the same with `--json`.
package enum WireJSON {
  /// The version that stands in every answer. A new field does not change it; a changed meaning does.
  package static let version = 1

  /// An answer with `"version": 1` beside its own keys.
  package static func answer(_ value: some Encodable) throws -> Data {
    try plain(Versioned(value: value))
  }

  /// A request body or a problem document: no version in it.
  package static func plain(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  /// Reads a request body; throws a problem for a key that stands twice.
  package static func readRequest<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    if let field = DoubledKeys.first(in: data) {
      throw Problem(.malformedRequest, "\(field) stands there twice", field: field)
    }
    return try readPlain(type, from: data)
  }

  /// Reads an answer; throws `UnknownVersion` when the daemon speaks another version.
  package static func readAnswer<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    try readPlain(VersionedAnswer<Value>.self, from: data).value
  }

  package static func readPlain<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    try JSONDecoder().decode(type, from: data)
  }

  /// The daemon and the command come from different releases.
  package struct UnknownVersion: Error { package var version: Int }

  private enum Key: String, CodingKey { case version }

  private struct Versioned<Value: Encodable>: Encodable {
    var value: Value

    func encode(to encoder: any Encoder) throws {
      try value.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(WireJSON.version, forKey: .version)
    }
  }

  private struct VersionedAnswer<Value: Decodable>: Decodable {
    var value: Value

    init(from decoder: any Decoder) throws {
      let version = try decoder.container(keyedBy: Key.self).decode(Int.self, forKey: .version)
      guard version == WireJSON.version else { throw UnknownVersion(version: version) }
      value = try Value(from: decoder)
    }
  }
}
