/// Why the Prokeep room can't do its work: something a person has to set right.
///
/// What happens to a message on its way is no error but an `AttemptEnd`.
package struct ProkeepError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: Hashable, Sendable {
    /// `prokeep.url` can't be used.
    case url
    /// The credentials file can't be read, or doesn't hold `username:password`.
    case credentials
    /// libcurl can't do what is needed.
    case libcurl
  }

  package var code: Code
  /// The url or the path of the file.
  package var subject: String
  /// What the system said, if it was asked.
  package var errno: Int32?
  /// What failed and what to do, for a person. Never holds a part of the credentials.
  package var sentence: String

  package init(_ code: Code, subject: String, errno: Int32? = nil, sentence: String) {
    self.code = code
    self.subject = subject
    self.errno = errno
    self.sentence = sentence
  }

  package var description: String { sentence }
}
