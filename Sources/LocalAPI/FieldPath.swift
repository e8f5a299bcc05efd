/// How people read the place of a value in a JSON document: `customer.phone`, `compartments[0]`.
package enum FieldPath {
  package static func text(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
  }
}
