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
    let reveal = try Self.reveal(in: query)
    guard !reveal || caller.access == .administrator else {
      throw Self.administratorsOnly("seeing codes and phone numbers")
    }
    return try await match.route.answer(
      APIRequest(values: match.values, reveal: reveal, contentType: contentType, body: body, caller: caller))
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

  /// `reveal` is the only parameter that there is.
  private static func reveal(in query: Substring?) throws(Problem) -> Bool {
    var reveal = false
    for parameter in query?.split(separator: "&") ?? [] {
      switch parameter {
      case "reveal=true": reveal = true
      case "reveal=false": reveal = false
      default:
        let name = String(parameter.prefix { $0 != "=" })
        throw Problem(.malformedRequest, "the query takes reveal=true and nothing else", field: name)
      }
    }
    return reveal
  }

  private static func administratorsOnly(_ what: String) -> Problem {
    let group = AccessRules.administratorGroup
    return Problem(
      .notPermitted, "\(what) takes the group \(group): sudo usermod -aG \(group) USER, then log in again")
  }
}
