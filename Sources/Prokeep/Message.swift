import FoundationEssentials
package import LockerDomain

/// One text as it goes to Prokeep.
package struct Message: Hashable, Sendable {
  /// A conversational line of the account.
  package var from: PhoneNumber
  package var to: PhoneNumber
  package var text: String
  /// The idempotency key; the same for every attempt.
  package var key: String

  package init(from: PhoneNumber, to: PhoneNumber, text: String, key: String) {
    self.from = from
    self.to = to
    self.text = text
    self.key = key
  }
}

extension WireProfile {
  /// The request's body: JSON, its fields in alphabetical order, so that equal messages are equal bytes.
  func body(of message: Message) -> [UInt8] {
    var fields: [String: JSONValue] = [
      fromField: .string(message.from.text), toField: .string(message.to.text), textField: .string(message.text),
    ]
    if !tags.isEmpty { fields[tagsField] = .array(tags.map { .string($0) }) }
    if let statusCallback { fields[statusCallbackField] = .string(statusCallback) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(JSONValue.object(fields)))
    } catch {
      preconditionFailure("strings in an object can always be encoded: \(error)")
    }
  }

  /// The header lines of a request, as libcurl takes them.
  func headers(of message: Message) -> [String] {
    // `Expect:` takes the header away that libcurl would add to a long body, and with it a round trip.
    var lines = ["Content-Type: application/json", "Accept: application/json", "Expect:"]
    if let idempotency { lines.append("\(idempotency.header): \(Self.quoted(message.key))") }
    return lines
  }

  /// The message's id in an accepting answer's body, if the profile says where it is.
  func messageID(in body: [UInt8]) -> String? {
    guard let messageIDPointer, let document = try? JSONDecoder().decode(JSONValue.self, from: Data(body)) else {
      return nil
    }
    switch messageIDPointer.find(in: document) {
    case .string(let text): return text
    case .integer(let number): return String(number)
    case .null, .bool, .number, .array, .object, nil: return nil
    }
  }

  /// A structured-field string (RFC 8941, 3.3.3).
  private static func quoted(_ key: String) -> String {
    precondition(key.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "keys are made of visible ASCII")
    var text = "\""
    for character in key {
      if character == "\"" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text + "\""
  }
}
