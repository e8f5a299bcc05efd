/// Something the store could not do.
package struct StoreError: Error, Equatable, Sendable {
  package enum Code: Equatable, Sendable {
    /// Another process has the store; its id where the lock file names it.
    case locked(pid: Int32?)
    /// A newer agent wrote the store.
    case newerVersion(found: Int, known: Int)
    /// An older agent wrote the store, and a reader can't bring it up to date.
    case olderVersion(found: Int, known: Int)
    /// The file is a database of some other program.
    case foreign
    /// There is no store yet.
    case missing
    /// The folder that should hold the store's folder is not there.
    case missingFolder
    case notPermitted
    /// The key is missing or wrong, and this can't be done without it.
    case keyNeeded
    /// No room on the disk; nothing of the transaction was kept.
    case full
    /// Something in the file can't be read.
    case damaged
    /// Somebody else kept the file busy for longer than `Database.patience`.
    case busy
    /// The disk answered with an error.
    case io
    /// A rule of the schema refused a row: a bug of the agent.
    case conflict
    /// SQLite says that we called it wrongly: a bug of the agent.
    case misuse
  }

  package var code: Code
  /// The file or folder.
  package var path: String
  /// SQLite's extended result code; 0 where SQLite was not involved.
  package var sqlite: Int32
  /// The system's error number; 0 where there was none.
  package var errno: Int32
  /// What failed, in the words of the system or of SQLite.
  package var detail: String
  /// What failed and what to do about it.
  package var message: String

  init(_ code: Code, path: String, sqlite: Int32 = 0, errno: Int32 = 0, detail: String = "", _ message: String) {
    self.code = code
    self.path = path
    self.sqlite = sqlite
    self.errno = errno
    self.detail = detail
    self.message = message
  }
}

extension StoreError: CustomStringConvertible {
  package var description: String { message }
}
