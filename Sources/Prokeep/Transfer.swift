import CCurl

/// One libcurl handle and the attempt that runs on it. Handles are kept from attempt to attempt.
final class Transfer {
  let easy: EasyHandle
  private var exchange: Exchange?
  private var headers: HeaderList?
  private var redaction: Redaction?

  init(_ settings: ClientSettings) throws(ProkeepError) {
    easy = try EasyHandle()
    try Self.prepare(easy, settings)
  }

  func begin(
    _ message: Message, as credentials: Credentials, redaction: Redaction, profile: WireProfile,
    mark: @escaping () -> Bool
  ) throws(ProkeepError) {
    let exchange = Exchange(easy: easy, requestIDHeader: profile.requestIDHeader, mark: mark)
    let headers = HeaderList(profile.headers(of: message))
    try exchange.attach(to: easy)
    try easy.check(ccurl_set_headers(easy.pointer, headers.pointer))
    let body = profile.body(of: message)
    try easy.check(ccurl_set_body(easy.pointer, body, curl_off_t(body.count)))
    try easy.set(CURLOPT_USERNAME, credentials.username)
    try easy.set(CURLOPT_PASSWORD, credentials.password)
    // libcurl keeps pointers to both.
    self.exchange = exchange
    self.headers = headers
    self.redaction = redaction
  }

  /// - Parameter code: what libcurl ended with; nil when the attempt is broken off.
  func end(_ code: CURLcode?, _ settings: ClientSettings) -> AttemptEnd {
    defer {
      exchange = nil
      headers = nil
      redaction = nil
    }
    guard let exchange, let redaction else { preconditionFailure("an attempt ends once") }
    let trouble: Trouble? =
      switch code {
      case nil: Trouble(.stopped, "The agent was stopped during the attempt")
      case CURLE_OK?: nil
      case let code?: Trouble(code, easy: easy, settings: settings)
      }
    return exchange.end(trouble, profile: settings.profile, redaction: redaction)
  }

  /// Removing the handle would wait for a name server otherwise.
  func hurry() { _ = ccurl_set_long(easy.pointer, CURLOPT_QUICK_EXIT, 1) }

  /// What is the same for all attempts.
  private static func prepare(_ easy: borrowing EasyHandle, _ settings: ClientSettings) throws(ProkeepError) {
    let endpoint = settings.endpoint
    try easy.set(CURLOPT_URL, endpoint.base + settings.profile.path)
    try easy.set(CURLOPT_PROTOCOLS_STR, endpoint.isLoopback ? "http" : "https")
    try easy.set(CURLOPT_POST, 1)
    try easy.set(CURLOPT_FOLLOWLOCATION, 0)
    try easy.set(CURLOPT_NETRC, 0)
    try easy.set(CURLOPT_SSL_VERIFYPEER, 1)
    try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
    if let caFile = settings.caFile {
      try easy.set(CURLOPT_CAINFO, caFile)
      // In its place, not beside it: libcurl would go on trusting the system's folder.
      try easy.set(CURLOPT_CAPATH, context: nil)
    }
    // Each connection judges the server anew, by the file as it is then: who was added to it is trusted without a restart,
    // and who was taken out, or has expired, isn't any more. A resumed session would bring no certificate to judge.
    try easy.set(CURLOPT_CA_CACHE_TIMEOUT, 0)
    try easy.set(CURLOPT_SSL_SESSIONID_CACHE, 0)
    // An empty text also keeps http_proxy and its like in the environment from being used.
    try easy.set(CURLOPT_PROXY, endpoint.isLoopback ? "" : settings.proxy ?? "")
    try easy.set(CURLOPT_NOPROXY, "")
    try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    try easy.check(ccurl_set_basic_auth(easy.pointer))
    // HTTP/2 would buffer requests, count bytes that haven't left, and repeat refused streams by itself.
    try easy.check(ccurl_set_http_1_1(easy.pointer))
    try easy.set(CURLOPT_USERAGENT, "locker-agent/\(settings.version)")
    // No signals from the resolver's timeouts: they would hit any thread.
    try easy.set(CURLOPT_NOSIGNAL, 1)
    try easy.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds: settings.connectWithin)
    try easy.set(CURLOPT_TIMEOUT_MS, milliseconds: settings.answerWithin)
    try easy.set(CURLOPT_LOW_SPEED_LIMIT, 1)
    try easy.set(CURLOPT_LOW_SPEED_TIME, max(1, Int(settings.stallAfter.components.seconds)))
    try easy.set(CURLOPT_MAXAGE_CONN, max(1, Int(settings.keepIdle.components.seconds)))
  }
}

/// Header lines as libcurl takes them; it keeps no copy.
private final class HeaderList {
  private(set) var pointer: UnsafeMutablePointer<curl_slist>?

  init(_ lines: [String]) {
    for line in lines { pointer = curl_slist_append(pointer, line) ?? pointer }
  }

  deinit { curl_slist_free_all(pointer) }
}
