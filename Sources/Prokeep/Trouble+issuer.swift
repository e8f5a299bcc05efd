import CCurl
import Linux

extension Trouble {
  /// Nobody who is trusted vouches for the server; nil when it is something else.
  init?(atIssuer code: CURLcode, easy: borrowing EasyHandle, settings: ClientSettings) {
    switch code {
    case CURLE_SSL_CACERT_BADFILE: self.init(.tls(.caFile), Self.unusable(settings.caFile))
    case CURLE_PEER_FAILED_VERIFICATION:
      let certificate = "The certificate of \(settings.endpoint.host)"
      // X509_V_ERR_... of openssl-verification-options(1).
      switch easy.long(CURLINFO_SSL_VERIFYRESULT) {
      case 18:
        self.init(
          .tls(.unknownIssuer), "\(certificate) is self-signed: if it is the right one, put it into prokeep.ca_file")
      case 2, 19, 20, 21, 24:
        self.init(
          .tls(.unknownIssuer),
          settings.caFile == nil
            ? "\(certificate) comes from nobody this board trusts: install ca-certificates, or name prokeep.ca_file"
            : "\(certificate) comes from nobody in prokeep.ca_file: put the authority that signed it there")
      default: return nil
      }
    default: return nil
    }
  }

  private static func unusable(_ file: String?) -> String {
    guard let file else { return "The board's own certificates can't be read: install ca-certificates" }
    do throws(Errno) {
      _ = try TextFile.bytes(of: file, atMost: 1)
      return "The file named in prokeep.ca_file holds no certificate: write PEM there, with its BEGIN and END lines"
    } catch {
      return "The file named in prokeep.ca_file can't be read (\(error)): check its path and who may read it"
    }
  }
}
