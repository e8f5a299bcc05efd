import CCurl
import Linux

extension Trouble {
  /// What a proxy did; nil when there is none, or when it had let us through.
  init?(atProxy code: CURLcode, easy: borrowing EasyHandle, settings: ClientSettings) {
    guard let proxy = settings.proxy, !settings.endpoint.isLoopback else { return nil }
    let host = settings.endpoint.host
    let status = easy.long(CURLINFO_HTTP_CONNECTCODE)
    if status != 0, !(200..<300).contains(status) {
      self.init(.proxy, Self.refusal(status, host: host))
      return
    }
    switch code {
    case CURLE_COULDNT_RESOLVE_PROXY:
      self.init(.proxy, "The name in prokeep.proxy can't be resolved: check it, and the board's name server")
    case CURLE_COULDNT_CONNECT:
      self.init(.proxy, "The proxy named in prokeep.proxy can't be reached (\(easy.connectFailure)): check its address")
    case CURLE_PROXY:
      self.init(.proxy, "The proxy named in prokeep.proxy makes no connection to \(host): whoever runs it knows why")
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_OPERATION_TIMEDOUT, CURLE_WEIRD_SERVER_REPLY:
      // On a kept connection an HTTP proxy has let us through long ago, and others never say a status.
      guard proxy.hasPrefix("http"), status == 0, easy.long(CURLINFO_NUM_CONNECTS) > 0 else { return nil }
      self.init(.proxy, "What prokeep.proxy names took the connection and made none on: is it an HTTP proxy?")
    default: return nil
    }
  }

  private static func refusal(_ status: Int, host: String) -> String {
    let proxy = "The proxy named in prokeep.proxy"
    return switch status {
    case 407:
      "\(proxy) asks for a user and a password, which are not given to it: it has to let this board through without"
    case 400..<500: "\(proxy) won't let this board through to \(host): whoever runs it has to allow it"
    default: "\(proxy) has no way to \(host) itself: check the uplink of the proxy"
    }
  }
}

extension EasyHandle {
  /// What the system said to the connection that could not be made.
  var connectFailure: String {
    let errno = Int32(clamping: long(CURLINFO_OS_ERRNO))
    return errno == 0 ? "no connection" : Errno(errno).description
  }
}
