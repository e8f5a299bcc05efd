import CCurl

/// Where messages go: the base url of an organisation's Prokeep, checked by the parser that will also connect to it.
///
/// https to anywhere; http only to a literal loopback address, so that no name server decides where the pair is sent.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// The url in libcurl's normal form, without a slash at its end.
  package let base: String
  package let host: String
  /// http to this machine itself.
  package let isLoopback: Bool

  /// - Throws: `ProkeepError.Code.url` with what to write instead.
  package init(_ text: String) throws(ProkeepError) {
    func refused(_ why: String) -> ProkeepError {
      // The text itself is left out when it may hold a password.
      ProkeepError(.url, subject: text.contains("@") ? "prokeep.url" : text, sentence: "prokeep.url \(why)")
    }
    guard let url = curl_url() else {
      throw ProkeepError(.libcurl, subject: "libcurl", sentence: "libcurl is out of memory")
    }
    defer { curl_url_cleanup(url) }
    let code = curl_url_set(url, CURLUPART_URL, text, 0)
    guard code == CURLUE_OK, let scheme = Self.part(CURLUPART_SCHEME, of: url),
      let host = Self.part(CURLUPART_HOST, of: url)
    else {
      throw refused("is not a url; write it like https://gotham.prokeep.com/rest/v1")
    }
    guard Self.part(CURLUPART_USER, of: url) == nil, Self.part(CURLUPART_PASSWORD, of: url) == nil else {
      throw refused("holds a user or a password; they belong in the file that prokeep.credentials_file names")
    }
    guard Self.part(CURLUPART_QUERY, of: url) == nil, Self.part(CURLUPART_FRAGMENT, of: url) == nil else {
      throw refused("ends in a query or a fragment; leave out everything from ? or # on")
    }
    switch scheme {
    case "https": isLoopback = false
    case "http" where Self.isLoopback(host): isLoopback = true
    case "http":
      throw refused(
        "is http; only https is taken (http is for a literal loopback address such as http://127.0.0.1:8080)")
    default: throw refused("has the scheme \(scheme); only https is taken")
    }
    guard var base = Self.part(CURLUPART_URL, of: url) else { throw refused("is not a url") }
    while base.hasSuffix("/") { base.removeLast() }
    self.base = base
    self.host = host
  }

  package var description: String { base }

  private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }

  /// 127.0.0.0/8 (RFC 1122, 3.2.1.3) or ::1 (RFC 4291, 2.5.3), in the normal form libcurl's parser gives.
  private static func isLoopback(_ host: String) -> Bool {
    if host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
