import FoundationEssentials
import LocalAPI

/// One request as a route gets it.
struct APIRequest: Sendable {
  /// What stood in the places of `{…}`, decoded.
  var values: [String]
  /// `?reveal=true`.
  var reveal: Bool
  /// The other parameters behind the `?`, decoded; only those that the endpoint takes.
  var parameters: [String: String]
  var contentType: String?
  var body: Data
  var caller: Caller

  /// The body as a wire type. Throws a problem that names the field.
  func decoded<Value: Decodable>(_ type: Value.Type) throws(Problem) -> Value {
    try checkContentType()
    do {
      return try WireJSON.readRequest(type, from: body)
    } catch let problem as Problem {
      throw problem
    } catch let error as DecodingError {
      throw Self.problem(for: error)
    } catch {
      throw Problem(.malformedRequest, "the body can't be read as JSON")
    }
  }

  /// `application/json`, with or without parameters; nothing at all is taken for it.
  private func checkContentType() throws(Problem) {
    guard let contentType else { return }
    let type = contentType.prefix { $0 != ";" && $0 != " " }
    guard type.lowercased() == "application/json" else {
      throw Problem(.notJSON, "the body is \(type); send it as application/json")
    }
  }

  private static func problem(for error: DecodingError) -> Problem {
    switch error {
    case .keyNotFound(let key, let context):
      let field = FieldPath.text(context.codingPath + [key])
      return Problem(.malformedRequest, "\(field) is missing", field: field)
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      let field = FieldPath.text(context.codingPath)
      guard !field.isEmpty else { return Problem(.malformedRequest, "the body has to be \(name(of: type))") }
      return Problem(.malformedRequest, "\(field) has to be \(name(of: type))", field: field)
    case .dataCorrupted(let context):
      let field = FieldPath.text(context.codingPath)
      guard !field.isEmpty else { return Problem(.malformedRequest, "the body is not JSON") }
      return Problem(.malformedRequest, "\(field) can't be read", field: field)
    @unknown default:
      return Problem(.malformedRequest, "the body can't be read as JSON")
    }
  }

  /// A JSON type as people call it.
  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text in double quotes"
    case is Bool.Type: "true or false"
    case is Int.Type: "a whole number"
    case is [Any].Type: "a list in square brackets"
    default: "an object in curly brackets"
    }
  }
}
