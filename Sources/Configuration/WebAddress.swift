/// A URL of the few forms that are taken here: scheme, host, port and path (RFC 3986, section 3).
struct WebAddress: Equatable {
  struct Problem: Error, Equatable {
    /// What follows the name of the key.
    let message: String
  }

  /// In lower case.
  let scheme: String
  /// As written; an IPv6 address in its brackets.
  let host: String
  let port: Int?
  /// Empty, or beginning with a slash and ending without one.
  let path: String
  /// The whole address, without slashes at its end.
  let text: String

  static func parse(_ text: String) -> Result<WebAddress, Problem> {
    do throws(Problem) {
      return .success(try WebAddress(text))
    } catch {
      return .failure(error)
    }
  }

  private init(_ written: String) throws(Problem) {
    var text = written[...]
    while text.last == "/" { text.removeLast() }
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
      throw Problem(
        message:
          "isn't a whole address; write it with its scheme, like https://NAME.prokeep.com/rest/v1 or http://127.0.0.1:8080"
      )
    }
    scheme = text[..<colon].lowercased()
    let rest = text[text.index(colon, offsetBy: 3)...]
    if let sign = rest.first(where: { $0 == "?" || $0 == "#" }) {
      throw Problem(message: "has a `\(sign)`; write it without query and fragment")
    }
    if let odd = rest.unicodeScalars.first(where: {
      !(0x21...0x7E).contains($0.value) || #""<>\^`{|}"#.unicodeScalars.contains($0)
    }) {
      throw Problem(message: "holds `\(odd)` (\(odd.codePoint)), which no address has; write it as %XX")
    }
    let authority = rest.prefix { $0 != "/" }
    guard !authority.contains("@") else {
      throw Problem(message: "names a user; user and password belong into the credentials file")
    }
    (host, port) = try Self.hostAndPort(authority)
    path = String(rest[authority.endIndex...])
    self.text = String(text)
  }

  private static func hostAndPort(_ authority: Substring) throws(Problem) -> (String, Int?) {
    let host: Substring
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else {
        throw Problem(message: "has a `[` without its `]`; write an IPv6 address like [::1]")
      }
      host = authority[...end]
      guard host.utf8.count > 4, host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
      else { throw Problem(message: "has `\(host)` for its host, which is no IPv6 address") }
    } else {
      host = authority.prefix { $0 != ":" }
      guard !host.isEmpty else { throw Problem(message: "names no host") }
      guard host.utf8.allSatisfy(isHostByte) else {
        throw Problem(message: "has `\(host)` for its host; a host is made of letters, digits, dots and hyphens")
      }
    }
    let behind = authority[host.endIndex...]
    guard !behind.isEmpty else { return (String(host), nil) }
    guard behind.first == ":", behind.dropFirst().utf8.allSatisfy({ (48...57).contains($0) }),
      let port = Int(behind.dropFirst()), (1...65535).contains(port)
    else { throw Problem(message: "has a wrong port; a port is a number from 1 to 65535") }
    return (String(host), port)
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension WebAddress {
  /// An address of 127.0.0.0/8 or `[::1]`, spelled out. `localhost` is a name, and names can be made to lead elsewhere.
  var isLiteralLoopback: Bool {
    if host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.first == "127"
      && parts.allSatisfy { part in UInt8(part).map { String($0) == part } ?? false }
  }

  /// Why the password may not go there.
  var refusalAsEndpoint: String? {
    if path.hasSuffix("/messages") {
      return "ends before `/messages`, which the agent adds itself; write \(text.dropLast("/messages".count))"
    }
    switch scheme {
    case "https": return nil
    case "http" where isLiteralLoopback: return nil
    case "http" where host.lowercased() == "localhost":
      return "has http to `localhost`, which is a name and not an address; write http://127.0.0.1\(portText)\(path)"
    case "http":
      return "would send the password readable for everybody on the way; write https://\(host)\(portText)\(path)"
    default: return "begins with `\(scheme.shortened)://`; write https://\(host)\(portText)\(path)"
    }
  }

  var refusalAsProxy: String? {
    let schemes = ["http", "https", "socks5", "socks5h"]
    guard schemes.contains(scheme) else {
      return "begins with `\(scheme.shortened)://`; a proxy begins with \(Spelling.list(schemes, last: "or")) and `://`"
    }
    guard path.isEmpty else { return "has a path; write \(scheme)://\(host)\(portText)" }
    return port == nil ? "has no port; write it like \(scheme)://\(host):3128" : nil
  }

  private var portText: String { port.map { ":\($0)" } ?? "" }
}
