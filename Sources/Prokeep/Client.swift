import CCurl

/// Sends messages to Prokeep, one at a time, over a connection that is kept warm between them.
///
/// Belongs to one thread, which must block SIGPIPE (`NamedThread` does): OpenSSL writes to sockets without MSG_NOSIGNAL.
package final class Client {
  private let multi: MultiHandle
  private let easy: EasyHandle
  private let settings: ClientSettings

  package convenience init(_ settings: ClientSettings) throws(ProkeepError) {
    try self.init(settings, multi: MultiHandle())
  }

  init(_ settings: ClientSettings, multi: MultiHandle) throws(ProkeepError) {
    let easy = try EasyHandle()
    try Self.prepare(easy, settings)
    self.multi = multi
    self.easy = easy
    self.settings = settings
  }

  /// One attempt; returns when its end is known. Blocks.
  ///
  /// - Parameters:
  ///   - mark: Called once, when the connection stands and before the first byte leaves; false withholds the message.
  ///     It may block.
  ///   - patience: Asked whenever something moved or the multi handle was woken: how long the attempt may still take.
  ///     Nil: no bound but the settings'. At zero the attempt is broken off.
  package func attempt(
    _ message: Message, as credentials: Credentials, redaction: Redaction, mark: @escaping () -> Bool,
    patience: () -> Duration? = { nil }
  ) -> AttemptEnd {
    let exchange = Exchange(easy: easy, requestIDHeader: settings.profile.requestIDHeader, mark: mark)
    let headers = HeaderList(settings.profile.headers(of: message))
    do throws(ProkeepError) {
      try exchange.attach(to: easy)
      try easy.check(ccurl_set_headers(easy.pointer, headers.pointer))
      let body = settings.profile.body(of: message)
      try easy.check(ccurl_set_body(easy.pointer, body, curl_off_t(body.count)))
      try easy.set(CURLOPT_USERNAME, credentials.username)
      try easy.set(CURLOPT_PASSWORD, credentials.password)
    } catch {
      return .neverLeft(Trouble(.libcurl, error.sentence))
    }
    let trouble = transfer(patience)
    return withExtendedLifetime((exchange, headers)) {
      exchange.end(trouble, profile: settings.profile, redaction: redaction)
    }
  }

  private func transfer(_ patience: () -> Duration?) -> Trouble? {
    multi.add(easy)
    defer { multi.remove(easy) }
    while true {
      if let code = multi.perform() {
        return code == CURLE_OK ? nil : Trouble(code, easy: easy, settings: settings)
      }
      let left = patience()
      if let left, left <= .zero {
        // Removing the handle would wait for a name server otherwise.
        _ = ccurl_set_long(easy.pointer, CURLOPT_QUICK_EXIT, 1)
        return Trouble(.stopped, "The agent was stopped during the attempt")
      }
      multi.wait(left)
    }
  }

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
