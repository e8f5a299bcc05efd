import CCurl
import Linux

extension Trouble {
  /// What libcurl's code means here, in a sentence that says what to look at.
  init(_ code: CURLcode, easy: borrowing EasyHandle, settings: ClientSettings) {
    let host = settings.endpoint.host
    let errno = Int32(clamping: easy.long(CURLINFO_OS_ERRNO))
    let proxyStatus = easy.long(CURLINFO_HTTP_CONNECTCODE)
    if proxyStatus != 0, !(200..<300).contains(proxyStatus) {
      self.init(.proxy, "The proxy named in prokeep.proxy answered \(proxyStatus) when asked for a way to \(host)")
      return
    }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST:
      self.init(.dns, "The name \(host) can't be resolved: check the uplink, the board's name server and prokeep.url")
    case CURLE_COULDNT_CONNECT:
      let why = errno == 0 ? "no connection" : Errno(errno).description
      self.init(.connect, "\(host) can't be reached (\(why)): check the uplink and firewall")
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
      self.init(.proxy, "The proxy named in prokeep.proxy can't be reached or won't connect: check its address")
    case CURLE_OPERATION_TIMEDOUT:
      self.init(.timeout, "\(host) took too long: check the uplink")
    case CURLE_PEER_FAILED_VERIFICATION: self = .certificate(easy.long(CURLINFO_SSL_VERIFYRESULT), host: host)
    case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE:
      self.init(.tls(.caFile), "The file named in prokeep.ca_file can't be read or holds no certificate")
    case CURLE_SSL_CONNECT_ERROR:
      self.init(.tls(.other), "\(host) doesn't speak TLS as it should: check prokeep.url and what stands in between")
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
      self.init(.connectionLost, "The connection to \(host) was lost before it answered")
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      self.init(.notHTTP, "\(host) answered, but not in HTTP; is prokeep.url right?")
    default:
      self.init(.libcurl, "The attempt failed: \(String(cString: curl_easy_strerror(code))) (libcurl \(code.rawValue))")
    }
  }

  /// - Parameter result: X509_V_ERR_... of openssl-verification-options(1); 0 or 1 (libcurl's own start value) when only the
  ///   name was wrong, since libcurl compares names itself.
  private static func certificate(_ result: Int, host: String) -> Trouble {
    switch result {
    case 0, 1, 62: Trouble(.tls(.wrongName), "The certificate is for another name than \(host): is prokeep.url right?")
    case 9: .notYetValid(host: host)
    case 10: .expired(host: host)
    case 2, 18, 19, 20, 21:
      Trouble(
        .tls(.unknownIssuer),
        "The certificate of \(host) comes from nobody this board trusts: install ca-certificates, or name prokeep.ca_file"
      )
    default: Trouble(.tls(.other), "The certificate of \(host) was refused (OpenSSL verify result \(result))")
    }
  }
}
