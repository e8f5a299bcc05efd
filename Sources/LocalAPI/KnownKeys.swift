extension Decoder {
  /// Refuses keys that a request does not have, by name: a mistyped `compartment` must not be dropped in silence.
  func refuseUnknownKeys<Keys: CodingKey & CaseIterable>(besides known: Keys.Type) throws {
    let names = known.allCases.map(\.stringValue)
    for key in try container(keyedBy: AnyKey.self).allKeys where !names.contains(key.stringValue) {
      let field = FieldPath.text(codingPath + [key])
      throw Problem(
        .malformedRequest, "\(field) is not known here; known are \(names.joined(separator: ", "))", field: field)
    }
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { nil }
}
