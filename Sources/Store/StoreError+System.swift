import CSQLite
import Glibc

extension StoreError {
  /// From a system call that failed.
  /// - Parameters:
  ///   - action: what was tried, to be read after "can't": `create the folder`.
  ///   - errno: copied right after the call.
  static func system(_ action: String, _ path: String, errno: Int32) -> StoreError {
    let (code, advice): (Code, String) =
      switch errno {
      case EACCES, EPERM, EROFS:
        (.notPermitted, "run the agent as the user that owns the store, or correct owner and mode")
      case ENOENT, ENOTDIR: (.missingFolder, "create the folder above it first, or correct store: in the configuration")
      case ENOSPC, EDQUOT: (.full, "make room on the disk")
      default: (.io, "check the disk and its mount")
      }
    let detail = String(cString: strerror(errno))
    return StoreError(
      code, path: path, errno: errno, detail: detail, "can't \(action) \(path): \(detail); \(advice)")
  }

  /// From a result code of SQLite, with the connection that knows more about it.
  static func sqlite(_ result: Int32, _ action: String, _ path: String, _ connection: OpaquePointer?) -> StoreError {
    let systemError = connection.map(sqlite3_system_errno) ?? 0
    let (code, advice) = meaning(of: result, systemError)
    let detail = connection.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(result))
    return StoreError(
      code, path: path, sqlite: result, errno: systemError, detail: detail,
      "can't \(action) the store \(path): \(detail); \(advice)")
  }

  private static func meaning(of result: Int32, _ systemError: Int32) -> (Code, advice: String) {
    switch result & 0xFF {
    case SQLITE_FULL: (.full, "make room on the disk")
    case SQLITE_CORRUPT, SQLITE_NOTADB: (.damaged, "start the agent: it sets the file aside and keeps what can be read")
    case SQLITE_BUSY, SQLITE_LOCKED: (.busy, "try again; see who else has the file open")
    case SQLITE_CONSTRAINT: (.conflict, "this is a bug of locker-agent; please report it")
    case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH, SQLITE_CANTOPEN:
      (.notPermitted, "use the user that owns the store, or correct owner and mode of the file and its folder")
    case SQLITE_IOERR where systemError == ENOSPC || systemError == EDQUOT: (.full, "make room on the disk")
    case SQLITE_IOERR, SQLITE_NOLFS: (.io, "check the disk and its mount")
    default: (.misuse, "this is a bug of locker-agent; please report it")
    }
  }

  /// The next start sets the file aside and salvages it. A sector that can't be read is damage like any other: what the disk
  /// still gives is saved.
  package var isDamage: Bool { code == .damaged || csqlite_is_read_error(sqlite) != 0 }
}
