import Glibc
import Linux

/// The file that holds the pair; read when the sender starts, and again whenever the pair may have changed.
package struct CredentialsFile: Hashable, Sendable {
  package var path: String

  private static let longest = 4096

  package init(path: String) { self.path = path }

  /// - Throws: `ProkeepError.Code.credentials`: why the file can't be read or what is wrong with the line.
  package func read() throws(ProkeepError) -> Credentials {
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try TextFile.bytes(of: path, atMost: Self.longest + 1)
    } catch {
      throw failed(error)
    }
    guard bytes.count <= Self.longest else {
      throw ProkeepError(
        .credentials, subject: path,
        sentence: "The credentials file \(path) is longer than \(Self.longest) bytes; write one line: username:password"
      )
    }
    return try Credentials(line: bytes, path: path)
  }

  private func failed(_ error: Errno) -> ProkeepError {
    let remedy =
      switch error.number {
      case ENOENT: "isn't there; name it in prokeep.credentials_file, or give it to the unit with LoadCredential="
      case EACCES, EPERM: "may not be read by this user; root and the service's user have to be able to"
      case EISDIR: "is a directory; name the file in it"
      default: "can't be read: \(error)"
      }
    return ProkeepError(
      .credentials, subject: path, errno: error.number, sentence: "The credentials file \(path) \(remedy)")
  }
}
