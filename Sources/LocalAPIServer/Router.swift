import FoundationEssentials
import LocalAPI
import NIOHTTP1

/// Finds the route of a request and asks it.
struct Router: Sendable {
  let routes: [Route]

  /// Throws the problem when the route refuses or there is none.
  func answer(
    method: HTTPMethod, target: String, contentType: String?, body: Data, caller: Caller
  ) async throws -> Answer {
    let (path, query) = Self.split(target)
    let segments = try Self.segments(of: path)
    let here = routes.compactMap { route in route.endpoint.values(in: segments).map { (route: route, values: $0) } }
    guard !here.isEmpty else { throw Problem(.notFound, "there is nothing at \(path)") }
    // HEAD is GET without the body (RFC 9110 section 9.3.2); the connection leaves it out.
    let wanted = method == .HEAD ? .GET : method
    guard let match = here.first(where: { $0.route.endpoint.method == wanted }) else {
      return Self.methodNotAllowed(here.map(\.route.endpoint.method))
    }
    guard caller.access >= match.route.access else { throw Self.administratorsOnly("this") }
    var parameters = try Self.parameters(in: query, known: match.route.endpoint.parameters)
    let reveal = try Self.reveal(parameters.removeValue(forKey: "reveal"))
    guard !reveal || caller.access == .administrator else {
      throw Self.administratorsOnly("seeing codes and phone numbers")
    }
    return try await match.route.answer(
      APIRequest(
        values: match.values, reveal: reveal, parameters: parameters, contentType: contentType, body: body,
        caller: caller))
  }

  /// Names the methods that there are (RFC 9110 section 15.5.6).
  private static func methodNotAllowed(_ methods: [HTTPMethod]) -> Answer {
    let allow = (methods.map(\.rawValue) + (methods.contains(.GET) ? ["HEAD"] : [])).joined(separator: ", ")
    return .problem(Problem(.methodNotAllowed, "here one can use \(allow)"), ["allow": allow])
  }

  private static func split(_ target: String) -> (path: Substring, query: Substring?) {
    guard let mark = target.firstIndex(of: "?") else { return (target[...], nil) }
    return (target[..<mark], target[target.index(after: mark)...])
  }

  private static func segments(of path: Substring) throws(Problem) -> [String] {
    var segments: [String] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      guard let segment = PercentCoding.decode(part) else {
        throw Problem(.malformedRequest, "\(path) holds a percent sign without two hexadecimal digits, or no UTF-8")
      }
      segments.append(segment)
    }
    return segments
  }

  /// What stands behind the `?`, decoded; each once.
  private static func parameters(in query: Substring?, known: Set<String>) throws(Problem) -> [String: String] {
    var parameters: [String: String] = [:]
    for item in query?.split(separator: "&") ?? [] {
      let name = String(item.prefix { $0 != "=" })
      guard name == "reveal" || known.contains(name) else {
        let names = (known.sorted() + ["reveal"]).joined(separator: ", ")
        throw Problem(.malformedRequest, "there is no parameter \(name) here; the query takes \(names)", field: name)
      }
      guard let value = PercentCoding.decode(item.dropFirst(name.count + 1)) else {
        throw Problem(
          .malformedRequest, "\(name) holds a percent sign without two hexadecimal digits, or no UTF-8", field: name)
      }
      guard parameters.updateValue(value, forKey: name) == nil else {
        throw Problem(.malformedRequest, "\(name) stands in the query twice", field: name)
      }
    }
    return parameters
  }

  private static func reveal(_ value: String?) throws(Problem) -> Bool {
    switch value {
    case "true": true
    case "false", nil: false
    default: throw Problem(.malformedRequest, "reveal is true or false", field: "reveal")
    }
  }

  private static func administratorsOnly(_ what: String) -> Problem {
    let group = AccessRules.administratorGroup
    return Problem(
      .notPermitted, "\(what) takes the group \(group): sudo usermod -aG \(group) USER, then log in again")
  }
}
