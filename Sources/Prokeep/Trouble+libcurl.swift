import CCurl

extension Trouble {
  /// What libcurl's code means here, in a sentence that says what to look at.
  init(_ code: CURLcode, easy: borrowing EasyHandle, settings: ClientSettings) {
    let host = settings.endpoint.host
    if let trouble = Trouble(atProxy: code, easy: easy, settings: settings)
      ?? Trouble(atIssuer: code, easy: easy, settings: settings)
    {
      self = trouble
      return
    }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST:
      self.init(.dns, "The name \(host) can't be resolved: check the uplink, the board's name server and prokeep.url")
    case CURLE_COULDNT_CONNECT:
      self.init(.connect, "\(host) can't be reached (\(easy.connectFailure)): check the uplink and firewall")
    case CURLE_OPERATION_TIMEDOUT: self = .timeout(easy, settings)
    case CURLE_PEER_FAILED_VERIFICATION: self = .certificate(easy.long(CURLINFO_SSL_VERIFYRESULT), host: host)
    case CURLE_SSL_CONNECT_ERROR:
      self.init(
        .tls(.other), "\(host) doesn't speak TLS, or something in between broke it off: check prokeep.url and firewall")
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
      self.init(
        .connectionLost,
        "The connection to \(host) was lost before it answered: check the uplink and what stands in between")
    case CURLE_OUT_OF_MEMORY, CURLcode(100):
      // What libcurl says to a line beyond its limit, CURLE_TOO_LARGE from 8.6 on.
      self.init(.notHTTP, "\(host) answered without an end, or the board is out of memory: check prokeep.url")
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      self.init(.notHTTP, "\(host) answered, but not in HTTP: check prokeep.url")
    default:
      self.init(.libcurl, "The attempt failed: \(String(cString: curl_easy_strerror(code)))")
    }
  }

  private static func timeout(_ easy: borrowing EasyHandle, _ settings: ClientSettings) -> Trouble {
    let host = settings.endpoint.host
    // Both are of this attempt: libcurl sets them back when it begins.
    if easy.long(CURLINFO_PRIMARY_PORT) == 0 {
      return Trouble(.timeout, "No connection to \(host) in time: check uplink, firewall and the board's name server")
    }
    // The request to the proxy counts as well.
    if settings.proxy != nil, !settings.endpoint.isLoopback {
      return Trouble(.timeout, "\(host) took too long: check the uplink of this board and of the proxy")
    }
    return easy.long(CURLINFO_REQUEST_SIZE) == 0
      ? Trouble(.timeout, "\(host) took the connection and then fell silent: check what stands in between")
      : Trouble(.timeout, "\(host) took the request and did not answer in time: check the uplink")
  }

  /// - Parameter result: X509_V_ERR_... of openssl-verification-options(1); 0 or 1 (libcurl's own start value) when only the
  ///   name was wrong, since libcurl compares names itself.
  private static func certificate(_ result: Int, host: String) -> Trouble {
    switch result {
    case 0, 1, 62: Trouble(.tls(.wrongName), "The certificate is for another name than \(host): is prokeep.url right?")
    case 9: .notYetValid(host: host)
    case 10: .expired(host: host)
    case 66, 67, 68:
      Trouble(
        .tls(.other), "The certificate of \(host), or the one that signed it, has too weak a key: it has to be renewed")
    default:
      Trouble(
        .tls(.other),
        "The certificate of \(host) is no good for a server; `openssl s_client -connect \(host):443` says why")
    }
  }
}
