/// The pair that an admin of the organisation made in Prokeep's settings. Its parts never show in a log or a description.
package struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
  let username: String
  let password: String

  package init(username: String, password: String) {
    self.username = username
    self.password = password
  }

  package var description: String { "credentials (hidden)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Credentials {
  /// Reads one line, `username:password`; one line end behind it is cut.
  ///
  /// - Parameter path: For the error's sentence.
  package init(line bytes: [UInt8], path: String) throws(ProkeepError) {
    func refused(_ why: String) -> ProkeepError {
      ProkeepError(.credentials, subject: path, sentence: "The credentials file \(path) \(why)")
    }
    let shape = "write one line: username:password"
    var line = bytes[...]
    if line.last == UInt8(ascii: "\n") { line.removeLast() }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard !line.isEmpty else { throw refused("is empty; \(shape)") }
    guard !line.contains(UInt8(ascii: "\n")) else { throw refused("has more than one line; \(shape)") }
    guard !line.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
      throw refused("holds a control character (a tab, or a line end of another system?); \(shape)")
    }
    guard let text = String(validating: line, as: UTF8.self) else { throw refused("is not UTF-8 text; \(shape)") }
    // The user name can't hold a colon, the password can (RFC 7617, 2).
    guard let colon = text.firstIndex(of: ":") else { throw refused("has no colon; \(shape)") }
    username = String(text[..<colon])
    password = String(text[text.index(after: colon)...])
    guard !username.isEmpty else { throw refused("has no user name in front of the colon; \(shape)") }
    guard !password.isEmpty else { throw refused("has no password behind the colon; \(shape)") }
  }
}
